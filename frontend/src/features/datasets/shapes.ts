import type { Box } from "../../ui/BoxOverlay";
import type { Sample } from "./queries";

/** What is drawn over a picture: boxes, outlines, corners or keypoints, as the task has them. */
export function shapes(sample: Pick<Sample, "boxes">, task: string | null | undefined): Box[] {
  return sample.boxes.map(({ points = [], ...box }) => {
    if (task === "pose") {
      const keypoints = points.map(([x = 0, y = 0, seen]) =>
        seen === 0 ? { x: 0, y: 0 } : { x, y },
      );
      return { ...box, keypoints };
    }
    return points.length > 0 ? { ...box, outline: points, frame: false } : box;
  });
}
