import { SegmentedControl, Select, Title } from "@mantine/core";
import { useMemo } from "react";
import { Link } from "react-router";
import { StateBadge } from "../modules/StateBadge";
import { ArgumentFields } from "./ArgumentFields";
import { CommitField } from "./CommitField";
import type { Card } from "./cards";
import { FindingList } from "./FindingList";
import { InputList } from "./InputList";
import type { Section } from "./operations";
import { moduleGroups } from "./paletteGroups";
import type { Row } from "./queries";
import { RowFacts } from "./RowFacts";
import classes from "./RowPanel.module.css";
import { channelsAt, startArgs } from "./starts";
import type { Commands } from "./useCommands";
import type { Design } from "./useDesign";
import type { WireContext } from "./wires";

interface RowPanelProps {
  row: Row;
  card: Card;
  design: Design;
  wiring: WireContext;
  commands: Commands;
  readOnly: boolean;
  onSelect: (id: string) => void;
}

const MOST_REPEATS = 100;

/** The selected row: what is wrong with it, what it is and may be, and what it comes to. */
export function RowPanel(props: RowPanelProps) {
  const { row, card, design, wiring, commands, readOnly, onSelect } = props;
  const module = design.catalog.find((one) => one.name === row.module);
  const findings = design.findings.filter((finding) => finding.id === row.id);
  return (
    <section className={classes.panel} aria-label="Selected row">
      <div className={classes.head}>
        <Title order={2}>
          {card.index} · {card.module} {card.repeats}
        </Title>
        {module?.custom && (
          <Link className={classes.row} to={`/modules/${encodeURIComponent(module.name)}`}>
            <StateBadge state={module.state} draft={false} />
          </Link>
        )}
      </div>
      {findings.length > 0 && (
        <div role={findings.some((one) => one.severity === "error") ? "alert" : undefined}>
          <FindingList findings={findings} commands={commands} readOnly={readOnly} />
        </div>
      )}
      <ModuleChoice
        key={row.id}
        row={row}
        design={design}
        commands={commands}
        readOnly={readOnly}
      />
      <h3>Arguments</h3>
      <ArgumentFields row={row} module={module} commands={commands} readOnly={readOnly} />
      <h3>Row</h3>
      <div className={classes.fields}>
        <div className={classes.field}>
          <span className={classes.label} data-given>
            repeats
          </span>
          <CommitField
            key={row.id}
            aria-label="repeats"
            value={String(row.repeats)}
            readOnly={readOnly}
            inputMode="numeric"
            onUndo={commands.undo}
            onRedo={commands.redo}
            onCommit={(text) => {
              const repeats = Number(text);
              if (!Number.isInteger(repeats) || repeats < 1 || repeats > MOST_REPEATS) {
                return `A whole number, 1 to ${MOST_REPEATS}`;
              }
              commands.set(row.id, { repeats });
              return null;
            }}
          />
        </div>
        <div className={classes.field}>
          <span className={classes.label} data-given>
            section
          </span>
          <SegmentedControl
            fullWidth
            aria-label="Section"
            data={["backbone", "head"]}
            value={row.section}
            disabled={readOnly}
            onChange={(section) => commands.setSection(section as Section)}
          />
        </div>
      </div>
      <h3>Inputs</h3>
      <InputList
        row={row}
        cards={design.cards}
        wiring={wiring}
        commands={commands}
        readOnly={readOnly}
      />
      <h3>Comes to</h3>
      <RowFacts
        card={card}
        row={row}
        graph={wiring.graph}
        cards={design.cards}
        inspection={design.inspection}
        onSelect={onSelect}
      />
    </section>
  );
}

interface ModuleChoiceProps {
  row: Row;
  design: Design;
  commands: Commands;
  readOnly: boolean;
}

/** Another module in the row's place. Channels stay; all else begins as the new one does. */
function ModuleChoice({ row, design, commands, readOnly }: ModuleChoiceProps) {
  const { catalog, graph } = design;
  const groups = useMemo(
    () =>
      moduleGroups(catalog, [], "").map(({ title, entries }) => ({
        group: title,
        items: entries.map((entry) => entry.name),
      })),
    [catalog],
  );
  const swap = (name: string | null) => {
    const module = catalog.find((one) => one.name === name);
    if (!module || module.name === row.module || !graph) return;
    const ruleOf = (other: string) => design.modules.get(other)?.rule ?? "";
    const args = startArgs(module, channelsAt(graph.nodes, row.index, ruleOf));
    commands.set(row.id, { module: module.name, args });
  };
  return (
    <Select
      size="xs"
      aria-label="Module"
      searchable
      allowDeselect={false}
      disabled={readOnly}
      nothingFoundMessage="Nothing matches"
      maxDropdownHeight={320}
      data={groups}
      value={row.module}
      onChange={swap}
    />
  );
}
