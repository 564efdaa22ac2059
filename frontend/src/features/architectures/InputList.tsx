import { ActionIcon, NativeSelect } from "@mantine/core";
import { ArrowDown, ArrowUp, X } from "lucide-react";
import type { Card } from "./cards";
import { reorderInputs } from "./operations";
import type { Row } from "./queries";
import classes from "./RowPanel.module.css";
import { sourcesOf } from "./starts";
import type { Commands } from "./useCommands";
import { takesMany, type WireContext, wireProblem } from "./wires";

interface InputListProps {
  row: Row;
  cards: readonly Card[];
  wiring: WireContext;
  commands: Commands;
  readOnly: boolean;
}

const MOST_JUDGED = 400;

/** What a row reads, in its order: each can be another row, go, or change its place. */
export function InputList({ row, cards, wiring, commands, readOnly }: InputListProps) {
  if (row.index === 0) return <span className={classes.muted}>the image</span>;
  const sources = sourcesOf(row);
  const many = takesMany(row, wiring.modules);
  const swapped = (slot: number, other: number) => {
    const slots = sources.map((_source, at) => at);
    [slots[slot], slots[other]] = [other, slot];
    commands.apply(...reorderInputs(row, slots));
  };
  // Of very long lists the server is the judge: judging each line here would take seconds.
  const judged = row.index <= MOST_JUDGED;
  const choices = (slot: number) =>
    cards
      .filter((card) => card.index < row.index)
      .map((card) => {
        const wire = { source: card.id, target: row.id, slot };
        const here = sources[slot] === card.index;
        return {
          value: card.id,
          label: `${card.index} ${card.module} ${card.output}`,
          disabled: judged && !here && wireProblem(wiring, wire) !== null,
        };
      })
      .reverse();
  const idOf = (index: number) => cards.find((card) => card.index === index)?.id ?? "";
  return (
    <ol className={classes.inputs}>
      {sources.map((source, slot) => (
        <li key={slot}>
          <NativeSelect
            size="xs"
            className={classes.grow ?? ""}
            aria-label={`Input ${slot + 1}`}
            disabled={readOnly}
            value={idOf(source)}
            data={[
              ...(idOf(source) ? [] : [{ value: "", label: `row ${source}` }]),
              ...choices(slot),
            ]}
            onChange={(event) =>
              commands.apply({
                op: "connect",
                source: event.currentTarget.value,
                target: row.id,
                slot,
              })
            }
          />
          {sources.length > 1 && !readOnly && (
            <>
              <Tool
                label={`Move input ${slot + 1} up`}
                icon={ArrowUp}
                disabled={slot === 0}
                onClick={() => swapped(slot, slot - 1)}
              />
              <Tool
                label={`Move input ${slot + 1} down`}
                icon={ArrowDown}
                disabled={slot === sources.length - 1}
                onClick={() => swapped(slot, slot + 1)}
              />
              <Tool
                label={`Disconnect input ${slot + 1}`}
                icon={X}
                onClick={() => commands.apply({ op: "disconnect", target: row.id, slot })}
              />
            </>
          )}
        </li>
      ))}
      {many && !readOnly && (
        <li>
          <NativeSelect
            size="xs"
            className={classes.grow ?? ""}
            aria-label="Add an input"
            value=""
            data={[{ value: "", label: "Add an input" }, ...choices(sources.length)]}
            onChange={(event) =>
              commands.apply({
                op: "connect",
                source: event.currentTarget.value,
                target: row.id,
                slot: sources.length,
              })
            }
          />
        </li>
      )}
    </ol>
  );
}

interface ToolProps {
  label: string;
  icon: typeof X;
  disabled?: boolean;
  onClick: () => void;
}

function Tool({ label, icon: Icon, disabled = false, onClick }: ToolProps) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={24}
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon size={13} aria-hidden />
    </ActionIcon>
  );
}
