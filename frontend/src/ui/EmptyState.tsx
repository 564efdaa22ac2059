import { Stack, Text, Title } from "@mantine/core";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import classes from "./states.module.css";

interface EmptyStateProps {
  icon: LucideIcon;
  /** What is missing, in a few words: "No data sets yet". */
  title: string;
  /** What this is and why one would want it, in a sentence or two. */
  children: ReactNode;
  /** The next step, as a button. */
  action?: ReactNode;
}

/** Stands where a list would be when there is nothing in it, and says what to do next. */
export function EmptyState({ icon: Icon, title, children, action }: EmptyStateProps) {
  return (
    <Stack className={classes.state} align="center" gap="sm">
      <Icon size={28} strokeWidth={1.5} className={classes.icon} aria-hidden />
      <Title order={2}>{title}</Title>
      <Text c="dimmed" ta="center" maw={440}>
        {children}
      </Text>
      {action && <div className={classes.action}>{action}</div>}
    </Stack>
  );
}
