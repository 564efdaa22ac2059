import { TextInput, type TextInputProps } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";

interface CommitFieldProps extends Omit<TextInputProps, "value" | "onChange"> {
  value: string;
  /** The finished text; answers why it cannot be taken, or null. */
  onCommit: (text: string) => string | null;
  /** With nothing typed here, Ctrl+Z takes back the last edit of the document. */
  onUndo: () => void;
  onRedo: () => void;
}

/** A field whose text counts when it is finished: by Enter or by leaving it. Escape takes it back. */
export function CommitField({ value, onCommit, onUndo, onRedo, ...rest }: CommitFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const commit = () => {
    if (typed === null || typed === value) {
      setTyped(null);
      setProblem(null);
      return;
    }
    const refused = onCommit(typed);
    setProblem(refused);
    if (refused === null) setTyped(null);
  };
  const reset = () => {
    setTyped(null);
    setProblem(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const mod = event.ctrlKey || event.metaKey;
    const untouched = typed === null || typed === value;
    if (event.key === "Enter") commit();
    else if (event.key === "Escape" && !untouched) {
      event.stopPropagation();
      reset();
    } else if (mod && untouched && event.key.toLowerCase() === "z") {
      event.preventDefault();
      if (event.shiftKey) onRedo();
      else onUndo();
    } else if (mod && untouched && event.key.toLowerCase() === "y") {
      event.preventDefault();
      onRedo();
    }
  };
  return (
    <TextInput
      size="xs"
      {...rest}
      value={typed ?? value}
      error={problem}
      spellCheck={false}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onBlur={commit}
    />
  );
}
