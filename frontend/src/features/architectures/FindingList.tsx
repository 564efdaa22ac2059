import { Button } from "@mantine/core";
import { CircleAlert, Info, TriangleAlert, Wrench } from "lucide-react";
import classes from "./FindingList.module.css";
import type { Finding } from "./findings";
import type { Commands } from "./useCommands";

interface FindingListProps {
  findings: readonly Finding[];
  commands: Commands;
  readOnly: boolean;
  /** Where the list is of more than one row, each leads to its own. */
  onSelect?: (id: string) => void;
}

const ICONS = { error: CircleAlert, warning: TriangleAlert, hint: Info };
const WORDS = { error: "Error", warning: "Warning", hint: "Hint" };

/** Errors and lint, each with its fix where one is certain. */
export function FindingList({ findings, commands, readOnly, onSelect }: FindingListProps) {
  if (findings.length === 0) return null;
  return (
    <ul className={classes.list} aria-label="Findings">
      {findings.map((finding, at) => {
        const { severity, message, id, index, fix } = finding;
        const Icon = ICONS[severity];
        return (
          <li key={at} className={classes.finding} data-severity={severity}>
            <Icon className={classes.icon} size={14} aria-label={WORDS[severity]} />
            <span>
              {onSelect && id !== null && (
                <button type="button" className={classes.row} onClick={() => onSelect(id)}>
                  Row {index}
                </button>
              )}{" "}
              {message}
            </span>
            {fix && !readOnly && (
              <Button
                className={classes.fix ?? ""}
                variant="default"
                size="compact-xs"
                leftSection={<Wrench size={12} aria-hidden />}
                onClick={() => commands.apply(...fix.operations)}
              >
                {fix.label}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
