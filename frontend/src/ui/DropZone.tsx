import { Upload } from "lucide-react";
import { type DragEvent, type ReactNode, useId, useState } from "react";
import classes from "./DropZone.module.css";

interface DropZoneProps {
  /** What to drop: "Drop a picture here, or choose one". */
  label: string;
  /** As of an `<input type="file">`: ".zip", "image/*". */
  accept?: string;
  multiple?: boolean;
  disabled?: boolean;
  onFiles: (files: File[]) => void;
  /** A second line: what forms are understood, how large it may be. */
  children?: ReactNode;
}

/** A place to drop files, which is a file input as well: reachable and usable by keyboard. */
export function DropZone(props: DropZoneProps) {
  const { label, accept, multiple = false, disabled = false, onFiles, children } = props;
  const [over, setOver] = useState(false);
  const id = useId();

  function take(list: FileList | null) {
    const files = [...(list ?? [])];
    if (files.length > 0 && !disabled) onFiles(multiple ? files : files.slice(0, 1));
  }

  function drag(event: DragEvent, inside: boolean) {
    event.preventDefault();
    setOver(inside && !disabled);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is the pointer's way; the input within is the keyboard's
    <div
      className={classes.zone}
      data-over={over || undefined}
      data-disabled={disabled || undefined}
      onDragOver={(event) => drag(event, true)}
      onDragLeave={(event) => drag(event, false)}
      onDrop={(event) => {
        drag(event, false);
        take(event.dataTransfer.files);
      }}
    >
      <Upload size={20} strokeWidth={1.5} aria-hidden />
      <label htmlFor={id}>{label}</label>
      {children && <div className={classes.hint}>{children}</div>}
      <input
        id={id}
        type="file"
        className={classes.input}
        accept={accept}
        multiple={multiple}
        disabled={disabled}
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = ""; // the same file may be chosen again
        }}
      />
    </div>
  );
}
