import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Dialog } from "../../../ui/Dialog";
import { ErrorState } from "../../../ui/ErrorState";
import { formatNumber, formatPercent } from "../../../ui/format";
import { ListSkeleton } from "../../../ui/Skeletons";
import type { Choice } from "../useChoice";
import { FreezeGraph } from "./FreezeGraph";
import { type Freeze, frozenUpTo, readFreeze, toggled, trainedShare, writeFreeze } from "./freeze";
import { type ModelRows, useModelRows } from "./useModelRows";

interface FreezeDialogProps {
  choice: Choice;
  scale: string | null;
  nc: number | null;
  /** Of the argument, as it is. */
  value: unknown;
  onChoose: (text: string) => void;
  onClose: () => void;
}

/** Chooses on the model's graph which rows keep their weights. */
export function FreezeDialog({ choice, scale, nc, value, onChoose, onClose }: FreezeDialogProps) {
  const model = useModelRows(choice, scale, nc);
  const count = model.rows.length;
  const [changed, setChanged] = useState<Freeze | null>(null);
  const freeze = changed ?? readFreeze(value, count);
  const change = (index: number, alone: boolean) =>
    setChanged(alone ? toggled(freeze, index) : frozenUpTo(freeze, index));
  const backbone = model.rows.filter(({ section }) => section === "backbone").length;
  const all = count > 0 && freeze.rows.size >= count;
  return (
    <Dialog onClose={onClose} title="Freeze rows" size={880}>
      <Stack gap="sm">
        <Text>
          A frozen row keeps the weights that it starts with. A click freezes all rows up to one,
          with Ctrl this row alone.
        </Text>
        <Group>
          <Button
            variant="default"
            disabled={backbone === 0}
            onClick={() => setChanged({ ...freeze, rows: new Set(Array(backbone).keys()) })}
          >
            The whole backbone
          </Button>
          <Button
            variant="default"
            disabled={freeze.rows.size === 0 && freeze.parts.length === 0}
            onClick={() => setChanged({ rows: new Set(), parts: [] })}
          >
            Nothing
          </Button>
        </Group>
        <div style={{ height: "56vh", overflow: "auto" }}>
          <Rows model={model} freeze={freeze} onChoose={change} />
        </div>
        <Group justify="space-between">
          <Text role="status" aria-label="What is frozen">
            {all ? "Nothing would be left to train." : summary(model, freeze)}
          </Text>
          <Group>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button
              disabled={count === 0 || all}
              onClick={() => {
                onChoose(writeFreeze(freeze));
                onClose();
              }}
            >
              Apply
            </Button>
          </Group>
        </Group>
      </Stack>
    </Dialog>
  );
}

interface RowsProps {
  model: ModelRows;
  freeze: Freeze;
  onChoose: (index: number, alone: boolean) => void;
}

function Rows({ model, freeze, onChoose }: RowsProps) {
  if (model.error) return <ErrorState error={model.error} />;
  if (model.missing) {
    return (
      <Text c="dimmed">
        This checkpoint does not hold its architecture, so there is nothing to draw. Write the
        number of rows into the field.
      </Text>
    );
  }
  if (model.pending) return <ListSkeleton rows={8} />;
  return <FreezeGraph model={model} frozen={freeze.rows} onChoose={onChoose} />;
}

/** "10 of 24 rows are frozen; 1 204 332 of 2 624 080 parameters train (45.9 %)." */
function summary({ rows, inspected }: ModelRows, freeze: Freeze): string {
  const parts = freeze.parts.length > 0 ? `, and ${freeze.parts.join(", ")}` : "";
  const layers = `${freeze.rows.size} of ${rows.length} rows are frozen${parts}`;
  const share =
    inspected.length === rows.length
      ? trainedShare(
          inspected.map(({ params }) => params),
          freeze,
        )
      : null;
  if (!share) return `${layers}.`;
  const part = formatPercent(share.trained / Math.max(share.all, 1));
  return `${layers}; ${formatNumber(share.trained)} of ${formatNumber(share.all)} parameters train (${part}).`;
}
