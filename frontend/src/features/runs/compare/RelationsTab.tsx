import { Button, Group, MultiSelect, Select } from "@mantine/core";
import { useMemo } from "react";
import { argumentColumn, type Column, metricColumn } from "../list/columns";
import { AxisRange } from "./AxisRange";
import { argumentNames, type Compared, columnName, type Defaults } from "./compared";
import { type Brushes, dimensionOf } from "./dimensions";
import { ParallelChart } from "./ParallelChart";
import classes from "./RelationsTab.module.css";
import { ScatterChart } from "./ScatterChart";
import { NONE, type Wishes } from "./useWishes";

interface RelationsTabProps {
  compared: readonly Compared[];
  metrics: readonly string[];
  defaults: Defaults;
  main: string | null;
  brushes: Brushes;
  onBrushes: (brushes: Brushes) => void;
  faded: ReadonlySet<string>;
  strong: string | null;
  onPoint: (id: string | null) => void;
  wishes: Wishes;
}

/** As many axes as are told apart at first sight. */
const USUAL_AXES = 6;

/** Arguments against figures: all of some at once, and any two. */
export function RelationsTab(props: RelationsTabProps) {
  const { compared, metrics, defaults, main, brushes, onBrushes, faded, strong, wishes } = props;
  const runs = useMemo(() => compared.map(({ run }) => run), [compared]);
  const differing = useMemo(() => argumentNames(runs, defaults, true), [runs, defaults]);
  const columns = useMemo(
    () => columnsOf(differing, metrics, defaults),
    [differing, metrics, defaults],
  );
  const groups = [
    {
      group: "Arguments that differ",
      items: optionsOf(
        columns,
        differing.map((name) => `args.${name}`),
      ),
    },
    { group: "Measures and losses", items: optionsOf(columns, metrics) },
  ];

  const usual = [
    ...differing.slice(0, USUAL_AXES - 1).map((name) => `args.${name}`),
    ...(main ? [main] : []),
  ];
  const axes = known(columns, wishes.get("axes")?.split(",") ?? usual);
  const [across = usual[0] ?? "", up = main ?? ""] = (wishes.get("scatter") ?? "")
    .split(",")
    .filter(Boolean);
  const dimensions = axes.map((id) => dimensionOf(columns.get(id) ?? metricColumn(id), runs));
  const [x, y] = [columns.get(across), columns.get(up)];

  return (
    <>
      <Group mb="md" align="end">
        <MultiSelect
          className={classes.axes ?? ""}
          label="Axes"
          data={groups}
          value={axes}
          onChange={(value) => wishes.set("axes", value.join(",") || NONE)}
          searchable
          maxDropdownHeight={320}
        />
        <Button
          variant="default"
          disabled={Object.keys(brushes).length === 0}
          onClick={() => onBrushes({})}
        >
          Keep all runs
        </Button>
      </Group>
      {axes.length < 2 ? (
        <p role="status">
          {differing.length === 0
            ? "The runs have the same arguments: choose figures as axes."
            : "Choose two axes or more."}
        </p>
      ) : (
        <>
          <ParallelChart {...{ compared, dimensions, brushes, onBrushes, faded, strong }} />
          <AxisRange {...{ dimensions, brushes, onBrushes }} />
        </>
      )}
      <Group my="md">
        <Select
          label="Across"
          data={groups}
          value={across}
          allowDeselect={false}
          onChange={(value) => wishes.set("scatter", `${value ?? ""},${up}`)}
          searchable
        />
        <Select
          label="Upwards"
          data={groups}
          value={up}
          allowDeselect={false}
          onChange={(value) => wishes.set("scatter", `${across},${value ?? ""}`)}
          searchable
        />
      </Group>
      {x && y ? (
        <ScatterChart
          {...{ compared, faded, strong }}
          x={dimensionOf(x, runs)}
          y={dimensionOf(y, runs)}
          onPoint={props.onPoint}
        />
      ) : (
        <p role="status">Choose what is drawn across and upwards.</p>
      )}
    </>
  );
}

function columnsOf(
  args: readonly string[],
  metrics: readonly string[],
  defaults: Defaults,
): ReadonlyMap<string, Column> {
  const all = [
    ...args.map((name) => argumentColumn(name, defaults.get(name))),
    ...metrics.map((name) => ({ ...metricColumn(name), label: columnName(name) })),
  ];
  return new Map(all.map((column) => [column.id, column]));
}

function known(columns: ReadonlyMap<string, Column>, ids: readonly string[]): string[] {
  return ids.filter((id) => columns.has(id));
}

function optionsOf(columns: ReadonlyMap<string, Column>, ids: readonly string[]) {
  return known(columns, ids).map((value) => ({ value, label: columns.get(value)?.label ?? value }));
}
