import { Button, MultiSelect, SegmentedControl, Slider, Switch } from "@mantine/core";
import { FileDown } from "lucide-react";
import { useMemo } from "react";
import { ErrorState } from "../../../ui/ErrorState";
import { BlockSkeleton } from "../../../ui/Skeletons";
import { saveCsv } from "../../../ui/save";
import classes from "./CurvesTab.module.css";
import { type Compared, columnName, shortName } from "./compared";
import { type Columns, curveRows, namesOf, pointsOf, smoothed } from "./curves";
import { type Hover, type Line, OverlayChart } from "./OverlayChart";
import { NONE, type Wishes } from "./useWishes";

interface CurvesTabProps {
  compared: readonly Compared[];
  /** By run; missing while it is loaded. */
  columns: ReadonlyMap<string, Columns>;
  loading: boolean;
  error: unknown;
  onRetry: () => void;
  /** Runs that are not to be seen. */
  faded: ReadonlySet<string>;
  shown: readonly string[];
  wishes: Wishes;
  hover: Hover | null;
  onHover: (hover: Hover | null) => void;
  strong: string | null;
}

const ALONG = [
  { value: "epoch", label: "Epochs" },
  { value: "time", label: "Time" },
];

/** The curves of all runs over one another, a chart for each measure. */
export function CurvesTab(props: CurvesTabProps) {
  const { compared, columns, loading, error, onRetry, faded, shown, wishes, strong } = props;
  const { along, log, smooth } = wishes;
  const names = useMemo(
    () => namesOf(compared.map(({ run }) => columns.get(run.id))),
    [compared, columns],
  );
  const charts = useMemo(
    () =>
      shown.map((column) => ({
        column,
        lines: compared.map<Line>((one) => ({
          id: one.run.id,
          number: one.number,
          name: shortName(one),
          style: one.style,
          points: smoothed(pointsOf(columns.get(one.run.id), column, along), smooth),
          faded: faded.has(one.run.id),
        })),
      })),
    [compared, columns, shown, along, smooth, faded],
  );

  if (error) return <ErrorState error={error} onRetry={onRetry} />;
  const runIds = compared.map(({ run }) => run.id);
  return (
    <>
      <div className={classes.tools}>
        <MultiSelect
          className={classes.names ?? ""}
          classNames={{ inputField: classes.search ?? "" }}
          aria-label="Curves"
          placeholder={shown.length === 0 ? "Choose what is drawn" : ""}
          data={names.map((value) => ({ value, label: columnName(value) }))}
          value={[...shown]}
          onChange={(value) => wishes.set("curves", value.join(",") || NONE)}
          searchable
          maxDropdownHeight={320}
        />
        <SegmentedControl
          aria-label="Along"
          data={ALONG}
          value={along}
          onChange={(value) => wishes.set("x", value === "epoch" ? "" : value)}
        />
        <Switch
          label="Log scale"
          checked={log}
          onChange={(event) => wishes.set("log", event.currentTarget.checked ? "1" : "")}
        />
        <div className={classes.smooth}>
          <span id="smoothing">Smoothing</span>
          <Slider
            size="sm"
            w={100}
            min={0}
            max={0.95}
            step={0.05}
            thumbProps={{ "aria-labelledby": "smoothing" }}
            value={smooth}
            onChange={(value) => wishes.set("smooth", value > 0 ? String(value) : "")}
          />
        </div>
        <Button
          variant="default"
          leftSection={<FileDown size={14} aria-hidden />}
          onClick={() => saveCsv("curves", curveRows(columns, runIds, shown, along))}
        >
          CSV
        </Button>
      </div>
      {loading ? (
        <BlockSkeleton height={320} />
      ) : (
        <div className={classes.charts} data-many={shown.length > 1 || undefined}>
          {charts.map(({ column, lines }) => (
            <OverlayChart
              key={column}
              column={column}
              lines={lines}
              along={along}
              log={log}
              height={shown.length > 1 ? 220 : 380}
              hover={props.hover}
              onHover={props.onHover}
              strong={strong}
            />
          ))}
        </div>
      )}
    </>
  );
}
