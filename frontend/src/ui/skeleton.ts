/** The lines between keypoints. Pure. */
export interface Keypoint {
  x: number;
  y: number;
}

/** The limbs of a person by COCO's 17 keypoints: the only skeleton that Ultralytics knows and draws. */
const PERSON: readonly (readonly [number, number])[] = [
  [15, 13],
  [13, 11],
  [16, 14],
  [14, 12],
  [11, 12],
  [5, 11],
  [6, 12],
  [5, 6],
  [5, 7],
  [6, 8],
  [7, 9],
  [8, 10],
  [1, 2],
  [0, 1],
  [0, 2],
  [1, 3],
  [2, 4],
  [3, 5],
  [4, 6],
];
const PERSON_KEYPOINTS = 17;

/** Ultralytics puts a keypoint that is not there into the corner. */
export function isThere({ x, y }: Keypoint): boolean {
  return x > 0 || y > 0;
}

/** Each limb as its two ends, as far as both are there; none for what is no person. */
export function limbs<Point extends Keypoint>(keypoints: readonly Point[]): [Point, Point][] {
  if (keypoints.length !== PERSON_KEYPOINTS) return [];
  return PERSON.flatMap(([from, to]): [Point, Point][] => {
    const [one, other] = [keypoints[from], keypoints[to]];
    return one && other && isThere(one) && isThere(other) ? [[one, other]] : [];
  });
}
