import {
  CircleCheck,
  CircleDashed,
  CirclePause,
  CirclePlay,
  CircleStop,
  CircleX,
  Loader,
  type LucideIcon,
  TriangleAlert,
} from "lucide-react";
import classes from "./StatusBadge.module.css";

type Tone = "neutral" | "accent" | "ok" | "warning" | "error";

/** The states of runs, data sets and checks: an icon and a word each, never colour alone. */
const STATES = {
  queued: { icon: CircleDashed, tone: "neutral" },
  running: { icon: CirclePlay, tone: "accent" },
  stopping: { icon: CirclePause, tone: "warning" },
  stopped: { icon: CircleStop, tone: "neutral" },
  completed: { icon: CircleCheck, tone: "ok" },
  failed: { icon: CircleX, tone: "error" },
  interrupted: { icon: TriangleAlert, tone: "warning" },
  importing: { icon: Loader, tone: "accent" },
  ready: { icon: CircleCheck, tone: "ok" },
  passed: { icon: CircleCheck, tone: "ok" },
  changed: { icon: TriangleAlert, tone: "warning" },
} as const satisfies Record<string, { icon: LucideIcon; tone: Tone }>;

export type Status = keyof typeof STATES;

interface StatusBadgeProps {
  /** A state that is not known is shown as it is, in neutral colour. */
  status: Status | (string & {});
  /** Another word for it, as "Failing" for a module. */
  label?: string;
}

export function StatusBadge({ status, label }: StatusBadgeProps) {
  const { icon: Icon, tone } = STATES[status as Status] ?? { icon: CircleDashed, tone: "neutral" };
  const word = label ?? status.charAt(0).toUpperCase() + status.slice(1);
  return (
    <span className={classes.badge} data-tone={tone} data-status={status}>
      <Icon size={14} aria-hidden />
      {word}
    </span>
  );
}
