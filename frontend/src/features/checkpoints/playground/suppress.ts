/** Taking away overlapping boxes, as Ultralytics does it, so that thresholds act at once. Pure. */
import type { Detection } from "../queries";

export interface Thresholds {
  confidence: number;
  /** Of two boxes that overlap more than this the less confident goes. */
  iou: number;
  /** Whether boxes of different classes take each other away too. */
  agnostic: boolean;
  hidden: ReadonlySet<number>;
}

export interface Found {
  task: string;
  end2end: boolean;
  width: number;
  height: number;
  /** The most confident first. */
  boxes: readonly Detection[];
}

/** Ultralytics shows no more. */
const MOST = 300;

/** The boxes to show of all candidates. */
export function shown(found: Found, thresholds: Thresholds): Detection[] {
  const { confidence, hidden } = thresholds;
  const sure = found.boxes.filter((box) => box.conf > confidence && !hidden.has(box.cls));
  if (found.end2end) return sure.slice(0, MOST).map(cut);
  if (found.task === "obb") return rotated(sure, found, thresholds).slice(0, MOST);
  return upright(sure, thresholds).slice(0, MOST).map(cut);
}

type Corners = [number, number, number, number];

/** Within the picture: candidates reach beyond it, and overlap there too. */
function cut(box: Detection): Detection {
  const [x1, x2] = [box.x - box.w / 2, box.x + box.w / 2];
  const [y1, y2] = [box.y - box.h / 2, box.y + box.h / 2];
  if (Math.min(x1, y1) >= 0 && Math.max(x2, y2) <= 1) return box;
  const [left, right, top, bottom] = [x1, x2, y1, y2].map((one) =>
    Math.min(Math.max(one, 0), 1),
  ) as Corners;
  return { ...box, x: (left + right) / 2, y: (top + bottom) / 2, w: right - left, h: bottom - top };
}

/** One after the other: what overlaps with one that was kept goes. */
function upright(boxes: readonly Detection[], { iou, agnostic }: Thresholds): Detection[] {
  const kept: Detection[] = [];
  for (const box of boxes) {
    const covered = kept.some(
      (other) => (agnostic || other.cls === box.cls) && overlap(other, box) > iou,
    );
    if (!covered) kept.push(box);
  }
  return kept;
}

/** For rotated boxes Ultralytics counts those too that were taken away themselves. */
function rotated(
  boxes: readonly Detection[],
  { width, height }: Found,
  { iou, agnostic }: Thresholds,
): Detection[] {
  const shapes = boxes.map((box) => gaussian(box, width, height));
  return boxes.filter((box, index) =>
    shapes
      .slice(0, index)
      .every(
        (other, before) =>
          (!agnostic && boxes[before]?.cls !== box.cls) ||
          likeness(other, shapes[index] ?? other) <= iou,
      ),
  );
}

/** Intersection over union. */
export function overlap(one: Detection, other: Detection): number {
  const wide =
    Math.min(one.x + one.w / 2, other.x + other.w / 2) -
    Math.max(one.x - one.w / 2, other.x - other.w / 2);
  const high =
    Math.min(one.y + one.h / 2, other.y + other.h / 2) -
    Math.max(one.y - one.h / 2, other.y - other.h / 2);
  if (wide <= 0 || high <= 0) return 0;
  const both = wide * high;
  return both / (one.w * one.h + other.w * other.h - both);
}

interface Gaussian {
  x: number;
  y: number;
  a: number;
  b: number;
  c: number;
}

/** A rotated box as the distribution of its points, in pixels. */
function gaussian({ outline }: Detection, width: number, height: number): Gaussian {
  const [p, q, r] = (outline ?? []).map(([x = 0, y = 0]) => ({ x: x * width, y: y * height }));
  if (!p || !q || !r) return { x: 0, y: 0, a: 0, b: 0, c: 0 };
  const side = { x: q.x - p.x, y: q.y - p.y };
  const across = { x: r.x - q.x, y: r.y - q.y };
  return {
    x: (p.x + r.x) / 2,
    y: (p.y + r.y) / 2,
    a: (side.x ** 2 + across.x ** 2) / 12,
    b: (side.y ** 2 + across.y ** 2) / 12,
    c: (side.x * side.y + across.x * across.y) / 12,
  };
}

const EPS = 1e-7;

/** One minus the Hellinger distance: Ultralytics' `probiou`. */
function likeness(one: Gaussian, other: Gaussian): number {
  const [a, b, c] = [one.a + other.a, one.b + other.b, one.c + other.c];
  const determinant = a * b - c ** 2;
  const [dx, dy] = [one.x - other.x, one.y - other.y];
  const first = (0.25 * (a * dy ** 2 + b * dx ** 2)) / (determinant + EPS);
  const second = (0.5 * c * -dx * dy) / (determinant + EPS);
  const alone = ({ a, b, c }: Gaussian) => Math.max(0, a * b - c ** 2);
  const third =
    0.5 * Math.log(determinant / (4 * Math.sqrt(alone(one) * alone(other)) + EPS) + EPS);
  const distance = Math.min(Math.max(first + second + third, EPS), 100);
  return 1 - Math.sqrt(1 - Math.exp(-distance) + EPS);
}
