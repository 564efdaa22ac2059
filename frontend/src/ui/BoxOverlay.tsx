import { type CSSProperties, useState } from "react";
import classes from "./BoxOverlay.module.css";
import { classColour } from "./classColours";
import { isThere, type Keypoint, limbs } from "./skeleton";

/** A box in YOLO's form: centre and size as fractions of the picture's width and height. */
export interface Box {
  cls: number;
  name: string;
  x: number;
  y: number;
  w: number;
  h: number;
  conf?: number | undefined;
  /** Corners of a rotated box, or the outline of a mask; fractions too. */
  outline?: readonly (readonly number[])[] | null | undefined;
  /** In the order of the data set; one that is not there is at 0, 0. */
  keypoints?: readonly Keypoint[] | null | undefined;
  /** Whether the upright box is drawn; a rotated one has its outline. */
  frame?: boolean | undefined;
}

interface BoxOverlayProps {
  src: string;
  /** Of the picture, in pixels: keeps the place while it loads. */
  width: number;
  height: number;
  boxes: readonly Box[];
  /** What the picture is; the boxes are added in words. */
  alt?: string;
  /** Class names (and confidences) at the boxes. Off for thumbnails. */
  labels?: boolean;
}

/** A picture with boxes drawn over it: dark casing and class colour, readable on any photograph. */
export function BoxOverlay(props: BoxOverlayProps) {
  const { src, width, height, boxes, alt = "Picture", labels = true } = props;
  const [broken, setBroken] = useState<string | null>(null);
  return (
    <div className={classes.frame} style={{ aspectRatio: `${width} / ${height}` }}>
      {broken === src ? (
        <div className={classes.broken}>The picture cannot be shown</div>
      ) : (
        <img
          key={src} // or the picture before stands under these boxes until this one has come
          className={classes.picture}
          src={src}
          width={width}
          height={height}
          alt={describe(alt, boxes)}
          loading="lazy"
          decoding="async"
          draggable={false}
          onError={() => setBroken(src)}
        />
      )}
      <svg className={classes.boxes} viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden>
        {boxes.map((box, index) => {
          const place = { x: box.x - box.w / 2, y: box.y - box.h / 2, width: box.w, height: box.h };
          return (
            <g key={index}>
              {box.outline && <Outline points={box.outline} colour={classColour(box.cls)} />}
              {box.frame !== false && (
                <>
                  <rect className={classes.casing} {...place} />
                  <rect className={classes.line} {...place} stroke={classColour(box.cls)} />
                </>
              )}
              {limbs(box.keypoints ?? []).map(([from, to], limb) => (
                <Limb key={limb} from={from} to={to} colour={classColour(box.cls)} />
              ))}
            </g>
          );
        })}
      </svg>
      {boxes.map((box, index) =>
        (box.keypoints ?? [])
          .filter(isThere)
          .map(({ x, y }, place) => (
            <span
              key={`${index} ${place}`}
              className={classes.keypoint}
              style={{ left: `${x * 100}%`, top: `${y * 100}%`, background: classColour(box.cls) }}
            />
          )),
      )}
      {labels &&
        boxes.map((box, index) => (
          <span
            key={index}
            className={classes.label}
            aria-hidden
            data-inside={box.y - box.h / 2 < 0.06 || undefined}
            style={{ ...labelPlace(box), background: classColour(box.cls) }}
          >
            {box.name}
            {box.conf !== undefined && ` ${box.conf.toFixed(2)}`}
          </span>
        ))}
    </div>
  );
}

function Outline({ points, colour }: { points: readonly (readonly number[])[]; colour: string }) {
  const text = points.map((point) => point.join(",")).join(" ");
  return (
    <>
      <polygon className={classes.casing} points={text} fill="none" />
      <polygon className={classes.outline} points={text} stroke={colour} fill={colour} />
    </>
  );
}

function Limb({ from, to, colour }: { from: Keypoint; to: Keypoint; colour: string }) {
  const ends = { x1: from.x, y1: from.y, x2: to.x, y2: to.y };
  return (
    <>
      <line className={classes.casing} {...ends} />
      <line className={classes.limb} {...ends} stroke={colour} />
    </>
  );
}

/** At the box's upper left corner; near the right edge, where it would be cut, at the right one. */
function labelPlace({ x, y, w, h }: Box): CSSProperties {
  const top = `${Math.max(y - h / 2, 0) * 100}%`;
  return x - w / 2 > 0.75
    ? { top, right: `${Math.max(1 - x - w / 2, 0) * 100}%` }
    : { top, left: `${Math.max(x - w / 2, 0) * 100}%` };
}

/** "photo.jpg: 3 boxes (RBC 2, WBC 1)" */
function describe(alt: string, boxes: readonly Box[]): string {
  const counts = new Map<string, number>();
  for (const box of boxes) counts.set(box.name, (counts.get(box.name) ?? 0) + 1);
  const words = [...counts].map(([name, count]) => `${name} ${count}`).join(", ");
  const number = boxes.length === 1 ? "1 box" : `${boxes.length || "no"} boxes`;
  return words ? `${alt}: ${number} (${words})` : `${alt}: ${number}`;
}
