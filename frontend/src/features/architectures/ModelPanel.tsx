import { Title } from "@mantine/core";
import { formatGflops, formatNumber } from "../../ui/format";
import { FindingList } from "./FindingList";
import { ModelFields } from "./ModelFields";
import classes from "./RowPanel.module.css";
import type { Commands } from "./useCommands";
import type { Design } from "./useDesign";

interface ModelPanelProps {
  text: string;
  design: Design;
  commands: Commands;
  readOnly: boolean;
  onSelect: (id: string) => void;
}

/** The whole, while no row is selected: what is wrong, the keys beside the rows, and totals. */
export function ModelPanel({ text, design, commands, readOnly, onSelect }: ModelPanelProps) {
  const { cards, inspection, findings } = design;
  const heaviest = [...cards].sort((a, b) => b.weight - a.weight)[0];
  return (
    <section className={classes.panel} aria-label="Architecture">
      <div className={classes.head}>
        <Title order={2}>The whole model</Title>
      </div>
      {findings.length > 0 && (
        <div role={findings.some((one) => one.severity === "error") ? "alert" : undefined}>
          <FindingList
            findings={findings}
            commands={commands}
            readOnly={readOnly}
            onSelect={onSelect}
          />
        </div>
      )}
      <ModelFields text={text} commands={commands} readOnly={readOnly} />
      <h3>Comes to</h3>
      <dl className={classes.facts}>
        <dt>Rows</dt>
        <dd>{cards.length}</dd>
        <dt>Layers</dt>
        <dd>{formatNumber(inspection?.totals.layers)}</dd>
        <dt>Parameters</dt>
        <dd>{formatNumber(inspection?.totals.params)}</dd>
        <dt>Cost</dt>
        <dd>{formatGflops(inspection?.totals.gflops)}</dd>
        {heaviest && heaviest.weight > 0 && (
          <>
            <dt>Heaviest</dt>
            <dd>
              <button type="button" className={classes.row} onClick={() => onSelect(heaviest.id)}>
                {heaviest.index} {heaviest.module}
              </button>{" "}
              <span className={classes.muted}>{heaviest.share}</span>
            </dd>
          </>
        )}
      </dl>
      <p className={classes.muted}>Select a row to see and change its arguments.</p>
    </section>
  );
}
