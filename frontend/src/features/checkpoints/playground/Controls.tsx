import { Checkbox, Select, Slider } from "@mantine/core";
import { useState } from "react";
import { classColour } from "../../../ui/classColours";
import { countClasses } from "../checkpoint";
import classes from "../Playground.module.css";
import type { Prediction } from "../queries";
import type { LiveThresholds } from "./useThresholds";

interface ControlsProps {
  found: Prediction;
  thresholds: LiveThresholds;
  imgsz: number | null;
  /** The size at which it was trained. */
  trained: number | null;
  onImgsz: (imgsz: number | null) => void;
}

const AS_TRAINED = "";
const SIZES = ["96", "160", "320", "480", "640", "960", "1280"];

/** Thresholds, which act here and at once; only the image size asks the model again. */
export function Controls({ found, thresholds, imgsz, trained, onImgsz }: ControlsProps) {
  const { confidence, iou, agnostic, hidden, change, toggle } = thresholds;
  const boxed = found.scores?.length === 0 && !found.dense;
  return (
    <>
      <div className={classes.controls}>
        {boxed && (
          <Threshold
            label="Confidence"
            value={confidence}
            onChange={(value) => change({ confidence: value })}
          />
        )}
        {boxed && !found.end2end && (
          <>
            <Threshold label="IoU" value={iou} onChange={(value) => change({ iou: value })} />
            <Checkbox
              size="xs"
              label="across classes"
              checked={agnostic}
              onChange={(event) => change({ agnostic: event.currentTarget.checked })}
            />
          </>
        )}
        <Select
          label="Image size"
          className={classes.size ?? ""}
          allowDeselect={false}
          data={[{ value: AS_TRAINED, label: `as trained (${trained ?? found.imgsz})` }, ...SIZES]}
          value={imgsz === null ? AS_TRAINED : String(imgsz)}
          onChange={(value) => onImgsz(value ? Number(value) : null)}
        />
      </div>
      {boxed && (
        <fieldset className={classes.classes}>
          <legend className={classes.legend}>Candidates</legend>
          {countClasses(found.boxes, confidence).map(({ cls, name, count }) => (
            <Checkbox
              key={cls}
              size="xs"
              color={classColour(cls)}
              iconColor="black"
              label={`${name} (${count})`}
              checked={!hidden.has(cls)}
              onChange={() => toggle(cls)}
            />
          ))}
          {found.boxes.length === 0 && <span>nothing, at any confidence</span>}
        </fieldset>
      )}
    </>
  );
}

interface ThresholdProps {
  label: string;
  value: number;
  onChange: (value: number) => void;
}

function Threshold({ label, value, onChange }: ThresholdProps) {
  const [moving, setMoving] = useState(value);
  return (
    <div className={classes.threshold}>
      <div className={classes.label}>
        {label} <output>{moving.toFixed(2)}</output>
      </div>
      <Slider
        thumbLabel={label}
        label={null}
        size="sm"
        min={0.01}
        max={1}
        step={0.01}
        value={moving}
        onChange={(next) => {
          setMoving(next);
          onChange(next);
        }}
      />
    </div>
  );
}
