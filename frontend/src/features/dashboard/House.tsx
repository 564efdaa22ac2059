import { Button, Progress } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Eraser } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { statusQuery } from "../../app/status";
import { ErrorState } from "../../ui/ErrorState";
import { formatBytes, formatNumber, formatPercent } from "../../ui/format";
import { BlockSkeleton } from "../../ui/Skeletons";
import type { Run } from "../runs/queries";
import { runTitle } from "../runs/run";
import { CleanUpDialog } from "../system/CleanUpDialog";
import { sum, usual } from "../system/leftovers";
import { type Disk, diskQuery } from "../system/queries";
import classes from "./House.module.css";

/** The machine, what works on it and what waits, and the disk. */
export function House({ runs }: { runs: readonly Run[] }) {
  return (
    <div className={classes.house}>
      <Machine />
      <Workers runs={runs} />
      <DiskUse />
    </div>
  );
}

function Machine() {
  const { data } = useQuery(statusQuery);
  return (
    <Box title="Machine">
      {!data ? (
        <BlockSkeleton height={96} />
      ) : (
        <>
          <Bar
            name={`Processor, ${data.load.cores} cores`}
            share={data.load.cpu}
            text={formatPercent(data.load.cpu, 0)}
          />
          <Bar
            name="Memory"
            share={data.load.memory / data.load.memory_total}
            text={`${formatBytes(data.load.memory)} of ${formatBytes(data.load.memory_total)}`}
          />
          {data.load.gpus.map((gpu) => (
            <div key={gpu.id} className={classes.gpu}>
              <Bar name={gpu.name} share={gpu.load ?? 0} text={formatPercent(gpu.load, 0)} />
              <Bar
                name="its memory"
                share={gpu.memory && gpu.memory_total ? gpu.memory / gpu.memory_total : 0}
                text={`${formatBytes(gpu.memory)} of ${formatBytes(gpu.memory_total)}`}
              />
            </div>
          ))}
        </>
      )}
    </Box>
  );
}

function Workers({ runs }: { runs: readonly Run[] }) {
  const { data } = useQuery(statusQuery);
  const titles = new Map(runs.map((run) => [run.id, runTitle(run)]));
  return (
    <Box title="Workers and queue" more={<Link to="/log">System log</Link>}>
      {!data ? (
        <BlockSkeleton height={96} />
      ) : (
        <>
          <ul className={classes.rows}>
            <Row name="Server" figure={formatBytes(data.memory)} />
            {data.load.workers.map(({ what, cpu, memory }) => (
              <Row
                key={what}
                name={
                  what === "inspector" ? (
                    "Inspector"
                  ) : (
                    <Link to={`/runs/${what}`}>{titles.get(what) ?? what}</Link>
                  )
                }
                figure={`${formatNumber(cpu, 1)} cores, ${formatBytes(memory)}`}
              />
            ))}
          </ul>
          {data.queued.length === 0 ? (
            <p className={classes.faint}>No run waits.</p>
          ) : (
            <ol className={classes.rows} aria-label="Queue">
              {data.queued.map((id, at) => (
                <Row
                  key={id}
                  name={<Link to={`/runs/${id}`}>{titles.get(id) ?? id}</Link>}
                  figure={at === 0 ? "next" : `${at + 1} in line`}
                />
              ))}
            </ol>
          )}
        </>
      )}
    </Box>
  );
}

function DiskUse() {
  const { data, error, refetch } = useQuery(diskQuery);
  const [cleaning, dialog] = useDisclosure();
  return (
    <Box
      title="Disk"
      more={
        data && (
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<Eraser size={12} aria-hidden />}
            onClick={dialog.open}
          >
            Clean up
          </Button>
        )
      }
    >
      {error ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : !data ? (
        <BlockSkeleton height={96} />
      ) : (
        <>
          <Bar
            name="In use"
            share={1 - data.free / data.total}
            text={`${formatBytes(data.free)} of ${formatBytes(data.total)} free`}
          />
          <ul className={classes.rows}>
            {data.areas.map(({ name, bytes, files }) => (
              <Row
                key={name}
                name={<code>{name}</code>}
                figure={`${formatNumber(files)} files, ${formatBytes(bytes)}`}
              />
            ))}
          </ul>
          <p className={classes.faint}>{spare(data)}</p>
        </>
      )}
      <CleanUpDialog opened={cleaning} onClose={dialog.close} />
    </Box>
  );
}

function spare({ kinds }: Disk): string {
  const { bytes, count } = sum(kinds, new Set(usual(kinds)));
  return count === 0
    ? "Nothing lies about that nobody needs."
    : `${formatBytes(bytes)} lie about that nobody needs.`;
}

function Box({ title, more, children }: { title: string; more?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.box} aria-label={title}>
      <header className={classes.head}>
        <h2>{title}</h2>
        {more}
      </header>
      {children}
    </section>
  );
}

function Bar({ name, share, text }: { name: string; share: number; text: string }) {
  return (
    <div className={classes.bar}>
      <div>
        <span>{name}</span>
        <span>{text}</span>
      </div>
      <Progress.Root size={4} radius={0} transitionDuration={0}>
        <Progress.Section
          value={100 * share}
          color={share > 0.9 ? "var(--ys-warning)" : "var(--ys-accent)"}
          aria-label={name}
        />
      </Progress.Root>
    </div>
  );
}

function Row({ name, figure }: { name: ReactNode; figure: string }) {
  return (
    <li>
      <span>{name}</span>
      <span className={classes.figure}>{figure}</span>
    </li>
  );
}
