import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import { Panel, useReactFlow } from "@xyflow/react";
import { Maximize, Search, ZoomIn, ZoomOut } from "lucide-react";
import { useMemo, useRef } from "react";
import { type Action, useActions } from "../../app/actions";
import classes from "./Canvas.module.css";

interface CanvasToolsProps {
  query: string;
  onQuery: (query: string) => void;
  /** Ids of the rows that the search means, in their order. */
  found: readonly string[];
  selected: string | null;
  onShow: (id: string) => void;
}

/** The search over the rows, and the zoom. */
export function CanvasTools({ query, onQuery, found, selected, onShow }: CanvasToolsProps) {
  const flow = useReactFlow();
  const field = useRef<HTMLInputElement>(null);
  const actions = useMemo<Action[]>(
    () => [
      { label: "Find a row", keys: "/", run: () => field.current?.focus() },
      { label: "Fit the drawing", keys: "F", run: () => void flow.fitView({ padding: 0.06 }) },
      { label: "Zoom in", keys: "+", repeats: true, run: () => void flow.zoomIn() },
      { label: "Zoom out", keys: "-", repeats: true, run: () => void flow.zoomOut() },
    ],
    [flow],
  );
  useActions("Canvas", actions);

  const showNext = (step: number) => {
    const at = selected === null ? -1 : found.indexOf(selected);
    const next = at === -1 ? found[0] : found[(at + step + found.length) % found.length];
    if (next) onShow(next);
  };

  return (
    <>
      <Panel position="top-left" className={classes.tools ?? ""}>
        <TextInput
          ref={field}
          className={classes.search ?? ""}
          aria-label="Find a row"
          placeholder="Find a row"
          leftSection={<Search size={14} aria-hidden />}
          value={query}
          onChange={(event) => onQuery(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter") showNext(event.shiftKey ? -1 : 1);
            if (event.key === "Escape") onQuery("");
          }}
        />
        {query && (
          <span className={classes.count} role="status">
            {found.length === 1 ? "1 row" : `${found.length} rows`}
          </span>
        )}
      </Panel>
      <Panel position="bottom-left" className={classes.zoom ?? ""}>
        <Tool label="Zoom out" onClick={() => void flow.zoomOut()} icon={ZoomOut} />
        <Tool label="Zoom in" onClick={() => void flow.zoomIn()} icon={ZoomIn} />
        <Tool
          label="Fit the drawing (F)"
          onClick={() => void flow.fitView({ padding: 0.06 })}
          icon={Maximize}
        />
      </Panel>
    </>
  );
}

interface ToolProps {
  label: string;
  onClick: () => void;
  icon: typeof Maximize;
}

function Tool({ label, onClick, icon: Icon }: ToolProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size={30} aria-label={label} onClick={onClick}>
        <Icon size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
