import { useEffect, useRef } from "react";
import { classColour } from "../../../ui/classColours";
import { formatNumber } from "../../../ui/format";
import type { Prediction } from "../queries";
import classes from "./DenseView.module.css";

interface DenseViewProps {
  src: string;
  found: Prediction;
  dense: NonNullable<Prediction["dense"]>;
}

/** A picture with a value for every pixel over it: class colours, or depth from near (bright) to far. */
export function DenseView({ src, found, dense }: DenseViewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const values = new Image();
    values.onload = () => canvas.current && paint(canvas.current, values, dense.kind);
    values.src = `data:image/png;base64,${dense.png}`;
  }, [dense]);
  const words =
    dense.kind === "depth"
      ? `depth from ${formatNumber(dense.low ?? 0, 2)} to ${formatNumber(dense.high ?? 0, 2)} m`
      : "classes by pixel";
  return (
    <figure className={classes.figure}>
      <div className={classes.frame} style={{ aspectRatio: `${found.width} / ${found.height}` }}>
        <img src={src} alt={`${found.name}: ${words}`} />
        <canvas ref={canvas} />
      </div>
      {dense.kind === "depth" && <figcaption>{words}</figcaption>}
    </figure>
  );
}

function paint(canvas: HTMLCanvasElement, values: HTMLImageElement, kind: string): void {
  canvas.width = values.width;
  canvas.height = values.height;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.drawImage(values, 0, 0);
  const image = context.getImageData(0, 0, canvas.width, canvas.height);
  const { data } = image;
  for (let at = 0; at < data.length; at += 4) {
    const value = data[at] ?? 0;
    const colour = kind === "depth" ? grey(255 - value) : rgb(classColour(value));
    data.set([...colour, kind !== "depth" && value === 255 ? 0 : 140], at);
  }
  context.putImageData(image, 0, 0);
}

const grey = (value: number) => [value, value, value];

function rgb(colour: string): number[] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
