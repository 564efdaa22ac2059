import { lazy, Suspense } from "react";
import { BlockSkeleton } from "./Skeletons";

export interface CodeDiffProps {
  /** What is compared, for people who hear it: "YAML of mine" against "YAML of yolo11". */
  labels: { before: string; after: string };
  language: "python" | "yaml";
  before: string;
  after: string;
  /** Line (from 1) to reveal: of the text after, or of the one before. */
  line?: { side: "before" | "after"; line: number } | undefined;
}

const MonacoDiff = lazy(async () => ({ default: (await import("./MonacoDiff")).MonacoDiff }));

/** Two texts side by side with what differs. Nothing can be edited. */
export function CodeDiff(props: CodeDiffProps) {
  return (
    <Suspense fallback={<BlockSkeleton height="100%" />}>
      <MonacoDiff {...props} />
    </Suspense>
  );
}
