import { Button, Group, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ArrowLeftRight, ChevronDown, ChevronUp } from "lucide-react";
import { useMemo } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import type { Action } from "../../../app/actions";
import { Page } from "../../../app/Page";
import { CodeDiff } from "../../../ui/CodeDiff";
import { ErrorState } from "../../../ui/ErrorState";
import { BlockSkeleton } from "../../../ui/Skeletons";
import { contentOf, openDocument } from "../documents";
import { type Architecture, architectureQuery } from "../queries";
import { ChangeList } from "./ChangeList";
import { DiffCanvas } from "./DiffCanvas";
import classes from "./DiffPage.module.css";
import { Totals } from "./Totals";
import { useDifference } from "./useDifference";

/** `/architectures/{a}/diff/{b}`: what is other in b than in a. `?draft` takes b as it is edited. */
export function DiffPage() {
  const { a = "", b = "" } = useParams();
  const [params] = useSearchParams();
  const draft = params.has("draft");
  const before = useQuery(architectureQuery(a));
  const after = useQuery(architectureQuery(b));
  const error = before.error ?? after.error;
  const title = a === b ? `${a}: what is not saved` : `${a} → ${b}`;
  if (error) {
    return (
      <Page title={title}>
        <ErrorState
          error={error}
          onRetry={() => {
            void before.refetch();
            void after.refetch();
          }}
        />
      </Page>
    );
  }
  if (!before.data || !after.data) {
    return (
      <Page title={title} fill>
        <BlockSkeleton height="100%" />
      </Page>
    );
  }
  return <Compared title={title} before={before.data} after={after.data} draft={draft} />;
}

interface ComparedProps {
  title: string;
  before: Architecture;
  after: Architecture;
  draft: boolean;
}

function Compared({ title, before, after, draft }: ComparedProps) {
  const [params, setParams] = useSearchParams();
  const yaml = draft ? contentOf(openDocument(after).document).yaml : after.yaml;
  const scales = after.scales.filter((one) => before.scales.includes(one));
  const asked = params.get("scale");
  const scale = asked !== null && scales.includes(asked) ? asked : (scales[0] ?? null);
  const found = useDifference(before.yaml, yaml, scale);
  const { merged } = found;
  const changes = useMemo(
    () => merged?.rows.filter(({ status }) => status !== "same") ?? [],
    [merged],
  );
  const at = params.get("change");
  const selected = merged?.rows.find(({ id }) => id === at) ?? null;

  const put = useMemo(
    () => (name: string, value: string) =>
      setParams(
        (old) => {
          const next = new URLSearchParams(old);
          next.set(name, value);
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  const actions = useMemo<Action[]>(() => {
    const go = (step: 1 | -1) => {
      const index = changes.findIndex(({ id }) => id === at);
      const next =
        index === -1 ? (step === 1 ? 0 : changes.length - 1) : index + step + changes.length;
      const change = changes[next % Math.max(1, changes.length)];
      if (change) put("change", change.id);
    };
    return [
      { label: "Next change", keys: "N", repeats: true, run: () => go(1) },
      { label: "Previous change", keys: "P", repeats: true, run: () => go(-1) },
    ];
  }, [changes, at, put]);

  const row = selected?.after ?? selected?.before;
  const line = useMemo(
    () =>
      row?.line
        ? { side: selected?.after ? ("after" as const) : ("before" as const), line: row.line }
        : undefined,
    [row?.line, selected?.after],
  );
  const names = draft
    ? { before: "saved", after: "as edited" }
    : { before: before.name, after: after.name };
  const [next, previous] = actions;
  return (
    <Page
      title={title}
      fill
      actions={actions}
      beside={
        <span className={classes.count} role="status">
          {merged && (changes.length === 1 ? "1 row differs" : `${changes.length} rows differ`)}
        </span>
      }
      main={
        <Group gap="xs" wrap="nowrap">
          {scales.length > 1 && (
            <SegmentedControl
              aria-label="Scale"
              data={scales}
              value={scale ?? ""}
              onChange={(value) => put("scale", value)}
            />
          )}
          <Button.Group>
            <Button
              variant="default"
              px="xs"
              aria-label="Previous change (P)"
              disabled={changes.length === 0}
              onClick={previous?.run}
            >
              <ChevronUp size={16} aria-hidden />
            </Button>
            <Button
              variant="default"
              px="xs"
              aria-label="Next change (N)"
              disabled={changes.length === 0}
              onClick={next?.run}
            >
              <ChevronDown size={16} aria-hidden />
            </Button>
          </Button.Group>
          {!draft && (
            <Button
              variant="default"
              leftSection={<ArrowLeftRight size={14} aria-hidden />}
              component={Link}
              to={`/architectures/${after.name}/diff/${before.name}`}
            >
              Swap
            </Button>
          )}
          <Button component={Link} to={`/architectures/${after.name}`}>
            Open {after.name}
          </Button>
        </Group>
      }
    >
      <div className={classes.desk}>
        <div className={classes.drawing}>
          {merged ? (
            <DiffCanvas
              merged={merged}
              levels={found.levels}
              selected={selected?.id ?? null}
              onSelect={(id) => put("change", id)}
            />
          ) : found.error ? (
            <ErrorState error={found.error} onRetry={found.refetch} />
          ) : (
            <BlockSkeleton height="100%" />
          )}
        </div>
        <section className={classes.side} aria-label="Differences">
          <Totals
            names={names}
            before={found.before.inspection?.totals}
            after={found.after.inspection?.totals}
          />
          {merged && (
            <ChangeList
              rows={changes}
              keys={found.keys}
              selected={selected?.id ?? null}
              onSelect={(id) => put("change", id)}
            />
          )}
        </section>
        <div className={classes.text}>
          <CodeDiff
            labels={{ before: `YAML of ${names.before}`, after: `YAML of ${names.after}` }}
            language="yaml"
            before={before.yaml}
            after={yaml}
            line={line}
          />
        </div>
      </div>
    </Page>
  );
}
