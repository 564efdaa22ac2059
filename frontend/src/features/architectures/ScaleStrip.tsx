import { NumberInput } from "@mantine/core";
import type { KeyboardEvent } from "react";
import { formatGflops, formatNumber } from "../../ui/format";
import type { Inspection, View } from "./queries";
import classes from "./ScaleStrip.module.css";

interface ScaleStripProps {
  /** The letters that the text defines; none where it has no scales. */
  scales: readonly string[];
  /** Of each scale, as far as they have come. */
  totals: Inspection["scales"];
  /** Of the chosen one. */
  chosen: Inspection["totals"] | undefined;
  /** Number of classes in the text. */
  classes: number | null;
  view: View;
  onView: (view: View) => void;
}

const MIN_IMGSZ = 32;
const MAX_IMGSZ = 4096;
const MAX_CLASSES = 100_000;

/** What the model weighs and costs at each scale; choosing one is choosing what is drawn. */
export function ScaleStrip(props: ScaleStripProps) {
  const { scales, totals, chosen, view, onView } = props;
  const current = view.scale ?? scales[0];

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step || !current) return;
    event.preventDefault();
    const next = (scales.indexOf(current) + step + scales.length) % scales.length;
    onView({ ...view, scale: scales[next] ?? null });
    (event.currentTarget.children[next] as HTMLElement | undefined)?.focus();
  };

  return (
    <div className={classes.strip}>
      {scales.length > 0 ? (
        <div className={classes.scales} role="radiogroup" aria-label="Scale" onKeyDown={onKeyDown}>
          {scales.map((scale) => {
            const total = (scale === current && chosen) || totals[scale];
            return (
              // biome-ignore lint/a11y/useSemanticElements: a radio input cannot hold the numbers
              <button
                key={scale}
                type="button"
                role="radio"
                aria-checked={scale === current}
                tabIndex={scale === current ? 0 : -1}
                className={classes.scale}
                onClick={() => onView({ ...view, scale })}
              >
                <span className={classes.letter}>{scale}</span>
                <Cost total={total} short={scale !== current} />
              </button>
            );
          })}
        </div>
      ) : (
        <span className={classes.note}>
          One scale · <Cost total={chosen} />
        </span>
      )}
      <div className={classes.settings}>
        <Setting
          label="Image size"
          value={view.imgsz}
          min={MIN_IMGSZ}
          max={MAX_IMGSZ}
          step={32}
          onChange={(imgsz) => imgsz !== null && onView({ ...view, imgsz })}
        />
        <Setting
          label="Classes"
          value={view.nc}
          placeholder={props.classes === null ? "" : String(props.classes)}
          min={1}
          max={MAX_CLASSES}
          step={1}
          onChange={(nc) => onView({ ...view, nc })}
        />
      </div>
    </div>
  );
}

interface CostProps {
  total: Inspection["scales"][string] | undefined;
  /** The unit stands on the chosen scale. */
  short?: boolean;
}

function Cost({ total, short = false }: CostProps) {
  if (!total) return <span>…</span>;
  const gflops = total.gflops === null ? "GFLOPs unknown" : formatGflops(total.gflops);
  return (
    <span>
      {total.params === null
        ? "cannot be built"
        : `${formatMillions(total.params)} · ${short ? gflops.replace("FLOPs", "") : gflops}`}
    </span>
  );
}

/** Parameters to the three places that are compared: 2624080 → "2.62 M". */
function formatMillions(params: number): string {
  if (params < 10_000) return formatNumber(params);
  const millions = params / 1e6;
  return `${formatNumber(millions, millions < 10 ? 2 : 1)} M`;
}

interface SettingProps {
  label: string;
  value: number | null;
  placeholder?: string;
  min: number;
  max: number;
  step: number;
  onChange: (value: number | null) => void;
}

function Setting({ label, value, placeholder, min, max, step, onChange }: SettingProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the number input inside
    <label className={classes.field}>
      {label}
      <NumberInput
        w={84}
        value={value ?? ""}
        placeholder={placeholder ?? ""}
        min={min}
        max={max}
        step={step}
        allowDecimal={false}
        clampBehavior="blur"
        onChange={(next) => {
          if (next === "") onChange(null);
          else if (Number(next) >= min && Number(next) <= max) onChange(Number(next));
        }}
      />
    </label>
  );
}
