import { Title } from "@mantine/core";
import { formatGflops, formatNumber } from "../../ui/format";
import type { Card } from "./cards";
import type { Inspection } from "./queries";
import classes from "./RowPanel.module.css";

interface ModelPanelProps {
  cards: readonly Card[];
  inspection: Inspection | undefined;
  onSelect: (id: string) => void;
}

/** The whole, while no row is selected: totals, and the rows that fail. */
export function ModelPanel({ cards, inspection, onSelect }: ModelPanelProps) {
  const failing = cards.filter((card) => card.errors.length > 0);
  const heaviest = [...cards].sort((a, b) => b.weight - a.weight)[0];
  return (
    <section className={classes.panel} aria-label="Architecture">
      <div className={classes.head}>
        <Title order={2}>The whole model</Title>
      </div>
      {failing.length > 0 && (
        <div role="alert">
          <ul className={classes.errors}>
            {failing.map((card) => (
              <li key={card.id}>
                <button type="button" className={classes.row} onClick={() => onSelect(card.id)}>
                  {card.index} {card.module}
                </button>{" "}
                {card.errors[0]}
              </li>
            ))}
          </ul>
        </div>
      )}
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
      <p className={classes.muted}>
        Select a row in the drawing or in the text to see its arguments and shapes.
      </p>
    </section>
  );
}
