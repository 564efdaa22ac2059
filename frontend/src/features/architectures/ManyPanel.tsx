import { Button, SegmentedControl, Title } from "@mantine/core";
import { ArrowDown, ArrowUp, Copy, Trash2 } from "lucide-react";
import { formatNumber } from "../../ui/format";
import type { Card } from "./cards";
import type { Section } from "./operations";
import classes from "./RowPanel.module.css";
import type { Commands } from "./useCommands";
import type { Design } from "./useDesign";

interface ManyPanelProps {
  chosen: readonly Card[];
  design: Design;
  commands: Commands;
  readOnly: boolean;
  onSelect: (id: string) => void;
}

/** Several selected rows: what they come to together, and what can be done to all of them. */
export function ManyPanel({ chosen, design, commands, readOnly, onSelect }: ManyPanelProps) {
  const sum = (field: "params" | "gflops") =>
    chosen.reduce((total, { id }) => total + (design.inspected.get(id)?.[field] ?? 0), 0);
  const sections = new Set(chosen.map((card) => card.section));
  return (
    <section className={classes.panel} aria-label="Selected rows">
      <div className={classes.head}>
        <Title order={2}>{chosen.length} rows</Title>
      </div>
      <dl className={classes.facts}>
        <dt>Parameters</dt>
        <dd>{formatNumber(sum("params"))}</dd>
        <dt>GFLOPs</dt>
        <dd>{formatNumber(sum("gflops"), 3)}</dd>
      </dl>
      {!readOnly && (
        <>
          <SegmentedControl
            aria-label="Section"
            data={["backbone", "head"]}
            value={sections.size === 1 ? ([...sections][0] ?? "") : ""}
            onChange={(section) => commands.setSection(section as Section)}
          />
          <div className={classes.tools}>
            <Button
              variant="default"
              leftSection={<ArrowUp size={14} />}
              onClick={() => commands.move(-1)}
            >
              Up
            </Button>
            <Button
              variant="default"
              leftSection={<ArrowDown size={14} />}
              onClick={() => commands.move(1)}
            >
              Down
            </Button>
            <Button
              variant="default"
              leftSection={<Copy size={14} />}
              onClick={() => commands.duplicate()}
            >
              Duplicate
            </Button>
            <Button
              variant="default"
              leftSection={<Trash2 size={14} />}
              onClick={() => commands.remove()}
            >
              Delete
            </Button>
          </div>
        </>
      )}
      <ul className={classes.inputs}>
        {chosen.map((card) => (
          <li key={card.id}>
            <button type="button" className={classes.row} onClick={() => onSelect(card.id)}>
              {card.index} {card.module}
            </button>
            <code className={classes.muted}>{card.output}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}
