import { ActionIcon, Tooltip, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { ChevronDown, ChevronUp, CircleCheck, CircleX, TriangleAlert } from "lucide-react";
import type { CodeMarker } from "../../ui/CodeEditor";
import classes from "./Problems.module.css";

interface ProblemsProps {
  /** In the order of the text. */
  markers: readonly CodeMarker[];
  onGo: (marker: CodeMarker) => void;
  /** To the next one behind the cursor. */
  onNext: () => void;
}

/** The problems of the text above: how many, and on request all of them, each leading to its line. */
export function Problems({ markers, onGo, onNext }: ProblemsProps) {
  const [listed, { toggle }] = useDisclosure();
  const { length } = markers;
  const [first] = markers;
  const Fold = listed ? ChevronDown : ChevronUp;
  return (
    <section className={classes.problems} aria-label="Problems">
      {listed && length > 0 && (
        <ul className={classes.list}>
          {markers.map((marker) => (
            <li key={`${marker.line} ${marker.column ?? 0} ${marker.message}`}>
              <UnstyledButton className={classes.entry ?? ""} onClick={() => onGo(marker)}>
                <Mark severity={marker.severity} />
                <span className={classes.place}>Line {marker.line}</span>
                <span>{marker.message}</span>
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
      <div className={classes.strip}>
        {first ? (
          <>
            <Tooltip label="Next problem (F8)">
              <UnstyledButton className={classes.count ?? ""} onClick={onNext}>
                <Mark severity={markers.find((one) => one.severity === "error")?.severity} />
                {length === 1 ? "1 problem" : `${length} problems`}
              </UnstyledButton>
            </Tooltip>
            <span className={classes.first}>
              Line {first.line}: {first.message}
            </span>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={24}
              aria-label="List the problems"
              aria-expanded={listed}
              onClick={toggle}
            >
              <Fold size={14} aria-hidden />
            </ActionIcon>
          </>
        ) : (
          <span className={classes.none}>
            <CircleCheck size={14} aria-hidden /> No problems
          </span>
        )}
      </div>
    </section>
  );
}

function Mark({ severity }: { severity: CodeMarker["severity"] | undefined }) {
  return severity === "error" ? (
    <CircleX size={14} data-severity="error" aria-label="Error" />
  ) : (
    <TriangleAlert size={14} data-severity="warning" aria-label="Warning" />
  );
}
