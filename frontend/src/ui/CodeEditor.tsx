import { lazy, Suspense } from "react";
import { BlockSkeleton } from "./Skeletons";

export interface CodeMarker {
  /** From 1. */
  line: number;
  /** Columns from 1, the end exclusive; without them the whole line is marked. */
  column?: number | null;
  endColumn?: number | null;
  message: string;
  severity: "error" | "warning" | "hint";
}

/** A place in a text, both from 1. */
export interface Place {
  line: number;
  column?: number | null;
}

export interface CodeEditorProps {
  /** What is edited, for people who hear it: "Source of MyBlock". */
  label: string;
  language: "python" | "yaml";
  value: string;
  onChange?: (value: string) => void;
  /** Problems, shown at their lines. */
  markers?: readonly CodeMarker[];
  readOnly?: boolean;
  height?: number | string;
  /** Line (from 1) to reveal and put the cursor on, whenever it changes. */
  line?: number | undefined;
  /** Where to put the cursor and the keyboard, whenever it is another object. */
  goTo?: Place | undefined;
  /** The cursor has moved to this line (from 1). */
  onLine?: (line: number) => void;
  /** Undo and redo of whoever keeps the text, in place of the editor's own. */
  history?: { undo: () => void; redo: () => void };
}

const MonacoEditor = lazy(async () => ({
  default: (await import("./MonacoEditor")).MonacoEditor,
}));

/** Monaco, loaded when the first editor is shown. Follows the theme. `Escape` then `Tab` leaves. */
export function CodeEditor(props: CodeEditorProps) {
  return (
    <Suspense fallback={<BlockSkeleton height={props.height ?? "100%"} />}>
      <MonacoEditor {...props} />
    </Suspense>
  );
}
