import { Button, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { GitCompareArrows } from "lucide-react";
import { useMemo, useState } from "react";
import { Link, useSearchParams } from "react-router";
import type { Action } from "../../../app/actions";
import { Page } from "../../../app/Page";
import { EmptyState } from "../../../ui/EmptyState";
import { ErrorState } from "../../../ui/ErrorState";
import { BlockSkeleton } from "../../../ui/Skeletons";
import { columnOf } from "../list/columns";
import { measures } from "../metrics";
import { runsQuery, trainArgsQuery, useLiveRuns } from "../queries";
import classes from "./ComparePage.module.css";
import { CurvesTab } from "./CurvesTab";
import { type Compared, columnName, comparedOf, mainOf, readIds } from "./compared";
import { pointsOf, valueNear } from "./curves";
import { DifferencesTab } from "./DifferencesTab";
import { type Brushes, dimensionOf, outside } from "./dimensions";
import type { Hover } from "./OverlayChart";
import { RelationsTab } from "./RelationsTab";
import { RunList } from "./RunList";
import { TableTab } from "./TableTab";
import { useColumns } from "./useColumns";
import { NONE, TABS, useWishes } from "./useWishes";

const ALL_RUNS = (
  <Button component={Link} to="/runs" variant="default">
    All runs
  </Button>
);

/** `/runs/compare?ids=a,b,c`: several runs side by side. */
export function ComparePage() {
  useLiveRuns();
  const [params] = useSearchParams();
  const { data, error, refetch } = useQuery(runsQuery);
  const asked = params.get("ids");
  const ids = useMemo(() => readIds(asked), [asked]);
  const compared = useMemo(() => comparedOf(data ?? [], ids), [data, ids]);
  if (data && compared.length > 1) {
    return <Comparison compared={compared} missing={ids.length - compared.length} />;
  }
  return (
    <Page title="Compare runs" main={ALL_RUNS}>
      {error ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : data ? (
        <EmptyState
          icon={GitCompareArrows}
          title="There is nothing to compare"
          action={
            <Button component={Link} to="/runs">
              Tick runs
            </Button>
          }
        >
          {ids.length > compared.length
            ? "The address names runs that are not there any more. Tick two or more in the list."
            : "Tick two runs or more in the list, then choose Compare."}
        </EmptyState>
      ) : (
        <BlockSkeleton height={320} />
      )}
    </Page>
  );
}

const NOBODY: ReadonlySet<string> = new Set();

function Comparison({ compared, missing }: { compared: readonly Compared[]; missing: number }) {
  const wishes = useWishes();
  const { tab, along, set } = wishes;
  const [hidden, setHidden] = useState(NOBODY);
  const [brushes, setBrushes] = useState<Brushes>({});
  const [hover, setHover] = useState<Hover | null>(null);
  const [strong, setStrong] = useState<string | null>(null);
  const runs = useMemo(() => compared.map(({ run }) => run), [compared]);
  const args = useQuery(trainArgsQuery);
  const defaults = useMemo(
    () => new Map(args.data?.map((argument) => [argument.name, argument.default])),
    [args.data],
  );
  const { columns, loading, error, refetch } = useColumns(runs, tab === "Curves");
  const main = mainOf(runs);
  const metrics = useMemo(() => {
    const names = [...new Set(runs.flatMap((run) => Object.keys(run.best)))];
    const losses = names.filter((name) => name.startsWith("val/"));
    return [...measures(names), ...losses];
  }, [runs]);
  const asked = wishes.get("curves");
  const shown = useMemo(
    () => (asked === NONE ? [] : (asked?.split(",") ?? usualCurves(metrics, main))),
    [asked, metrics, main],
  );

  const out = useMemo(() => {
    const dimensions = Object.keys(brushes).map((id) => dimensionOf(columnOf(id, defaults), runs));
    return outside(runs, dimensions, brushes);
  }, [runs, brushes, defaults]);
  const faded = useMemo(() => new Set([...hidden, ...out]), [hidden, out]);
  const seen = useMemo(() => compared.filter(({ run }) => !faded.has(run.id)), [compared, faded]);

  const actions = useMemo<Action[]>(
    () =>
      TABS.map((name, at) => ({
        label: `Show ${name.toLowerCase()}`,
        keys: String(at + 1),
        run: () => set("tab", name.toLowerCase()),
      })),
    [set],
  );
  const pointed = tab === "Curves" ? hover : null;
  const values = new Map(
    runs.map((run) => [
      run.id,
      pointed
        ? valueNear(pointsOf(columns.get(run.id), pointed.column, along), pointed.x)
        : ((main && run.best[main]) ?? null),
    ]),
  );

  return (
    <Page
      title={`${compared.length} runs compared`}
      beside={
        <span className={classes.note} role="status">
          {[
            out.size > 0 && `${out.size} left out by the axes`,
            missing > 0 && `${missing} of the address are not there any more`,
          ]
            .filter(Boolean)
            .join(", ")}
        </span>
      }
      main={ALL_RUNS}
      actions={actions}
      fill
    >
      <div className={classes.desk}>
        <RunList
          compared={compared}
          heading={heading(pointed, main, along)}
          values={values as ReadonlyMap<string, number | null>}
          hidden={hidden}
          out={out}
          onHidden={setHidden}
          onPoint={setStrong}
        />
        <Tabs
          value={tab}
          onChange={(name) => set("tab", name === "Curves" ? "" : (name ?? "").toLowerCase())}
          keepMounted={false}
          className={classes.tabs ?? ""}
        >
          <Tabs.List className={classes.tablist ?? ""}>
            {TABS.map((name) => (
              <Tabs.Tab key={name} value={name}>
                {name}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value={tab} className={classes.panel ?? ""}>
            {tab === "Curves" && (
              <CurvesTab
                {...{ compared, columns, loading, error, faded, shown, wishes, hover, strong }}
                onRetry={refetch}
                onHover={setHover}
              />
            )}
            {tab === "Table" && <TableTab compared={seen} {...{ metrics, defaults, main }} />}
            {tab === "Relations" && (
              <RelationsTab
                {...{ compared, metrics, defaults, main, brushes, faded, strong, wishes }}
                onBrushes={setBrushes}
                onPoint={setStrong}
              />
            )}
            {tab === "Differences" && <DifferencesTab {...{ compared, defaults, wishes }} />}
          </Tabs.Panel>
        </Tabs>
      </div>
    </Page>
  );
}

/** The main measure, a second one, and the losses of the validation. */
function usualCurves(metrics: readonly string[], main: string | null): string[] {
  const others = metrics.filter((name) => name.startsWith("metrics/") && name !== main);
  const losses = metrics.filter((name) => name.startsWith("val/"));
  return [...(main ? [main] : []), ...others.slice(0, 1), ...losses.slice(0, 2)];
}

function heading(hover: Hover | null, main: string | null, along: "epoch" | "time"): string {
  if (!hover) return main ? `Best ${columnName(main)}` : "";
  const where = along === "epoch" ? `epoch ${Math.floor(hover.x)}` : `${hover.x.toFixed(1)} min`;
  return `${columnName(hover.column)} at ${where}`;
}
