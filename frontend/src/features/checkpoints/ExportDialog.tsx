import { Button, Checkbox, Group, NumberInput, SegmentedControl, Stack } from "@mantine/core";
import { Share } from "lucide-react";
import { useState } from "react";
import { Dialog } from "../../ui/Dialog";
import classes from "./ExportsTab.module.css";
import { precisionsOf } from "./exports";
import type { CheckpointDetail, ExportRequest, FormatInfo } from "./queries";

interface ExportDialogProps {
  checkpoint: CheckpointDetail;
  info: FormatInfo;
  onClose: () => void;
  onExport: (asked: ExportRequest) => void;
}

type Precision = ExportRequest["precision"];

const BITS: Record<number, string> = {
  32: "Full precision: the same numbers as PyTorch.",
  16: "Half the size; small differences.",
  8: "A quarter of the size; ranges are measured on the data set's pictures, so that it takes longer.",
};

const OPTIONS = {
  dynamic: "Takes pictures of any size (a multiple of 32)",
  simplify: "Tidy the graph",
  nms: "Take overlapping boxes away within the model",
} as const;

/** How an export is made. */
export function ExportDialog({ checkpoint, info, onClose, onExport }: ExportDialogProps) {
  const trained = checkpoint.imgsz ?? 640;
  const [imgsz, setImgsz] = useState<number | string>(trained);
  const precisions = precisionsOf(info, checkpoint.dataset !== null);
  const possible = precisions.filter(({ lack }) => lack === null);
  const lacking = precisions.filter(({ lack }) => lack !== null);
  const [precision, setPrecision] = useState(possible[0]?.bits);
  const [options, setOptions] = useState({ dynamic: false, simplify: true, nms: false });
  const size = Number(imgsz);
  const wrong = !(size >= 32 && size <= 4096 && size % 32 === 0);
  return (
    <Dialog onClose={onClose} title={`Export to ${info.title}`}>
      <Stack gap="md">
        <NumberInput
          label="Side of the pictures, px"
          value={imgsz}
          onChange={setImgsz}
          step={32}
          min={32}
          max={4096}
          error={wrong ? "A multiple of 32, from 32 to 4096." : undefined}
        />
        {(precisions.length > 1 || lacking.length > 0) && (
          <div>
            <SegmentedControl
              aria-label="Precision"
              data={precisions.map(({ bits, lack }) => ({
                value: String(bits),
                label: `${bits} bits`,
                disabled: lack !== null,
              }))}
              value={String(precision)}
              onChange={(value) => setPrecision(Number(value))}
            />
            {precision && <p className={classes.what}>{BITS[precision]}</p>}
            {lacking.map(({ bits, lack }) => (
              <p key={bits} className={classes.what}>
                {lack}
              </p>
            ))}
          </div>
        )}
        {info.options.map((name) => (
          <Checkbox
            key={name}
            size="xs"
            label={OPTIONS[name]}
            checked={options[name]}
            onChange={(event) => setOptions({ ...options, [name]: event.currentTarget.checked })}
          />
        ))}
        <Group justify="end">
          <Button
            leftSection={<Share size={14} aria-hidden />}
            disabled={wrong || precision === undefined}
            onClick={() =>
              onExport({
                format: info.format,
                imgsz: size,
                precision: precision as Precision,
                ...options,
              })
            }
          >
            Export
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
