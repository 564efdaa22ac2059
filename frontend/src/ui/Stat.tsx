import type { ReactNode } from "react";
import classes from "./Stat.module.css";

interface StatProps {
  label: string;
  /** Already formatted, with its unit (see `format.ts`). */
  value: ReactNode;
  /** A second line: what it is compared with, where it comes from. */
  hint?: ReactNode;
}

/** One number with its name. */
export function Stat({ label, value, hint }: StatProps) {
  return (
    <div className={classes.stat}>
      <div className={classes.label}>{label}</div>
      <div className={classes.value}>{value}</div>
      {hint && <div className={classes.label}>{hint}</div>}
    </div>
  );
}
