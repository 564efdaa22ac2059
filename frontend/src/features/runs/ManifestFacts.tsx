import { Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ProblemError } from "../../api/problem";
import { ErrorState } from "../../ui/ErrorState";
import { formatDuration, formatNumber } from "../../ui/format";
import { BlockSkeleton } from "../../ui/Skeletons";
import { manifestQuery, type RunManifest } from "./life";
import classes from "./ManifestFacts.module.css";
import type { Run } from "./queries";
import { isActive } from "./run";

/** What made the run: versions, sources and data by their hashes, and the checksums of what it left. */
export function ManifestFacts({ run }: { run: Run }) {
  const { data, error, refetch } = useQuery({
    ...manifestQuery(run.id),
    enabled: !isActive(run),
  });
  const missing = isActive(run) || (error && ProblemError.from(error).status === 404);
  return (
    <section className={classes.facts} aria-labelledby="manifest">
      <h2 id="manifest">Manifest</h2>
      {missing ? (
        <p>
          {isActive(run)
            ? "The worker writes it last, when the run has ended."
            : "The worker was killed before it could write one."}
        </p>
      ) : error ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : data ? (
        <Facts manifest={data} />
      ) : (
        <BlockSkeleton height={160} />
      )}
    </section>
  );
}

function Facts({ manifest }: { manifest: RunManifest }) {
  const modules = Object.entries(manifest.modules);
  const files = Object.entries(manifest.artifacts);
  const rows: [string, string | null | undefined][] = [
    ["Versions", versions(manifest.versions)],
    ["Platform", manifest.platform],
    ["Git commit of the workspace", manifest.git ?? "not in a repository"],
    ["Device", manifest.device],
    ["Seed", manifest.seed === null || manifest.seed === undefined ? null : `${manifest.seed}`],
    ["Time of training", trained(manifest)],
    ["Arguments", hash(manifest.args_sha256)],
    ["Architecture", named(manifest.architecture, manifest.architecture_sha256)],
    ["Checkpoint", named(manifest.checkpoint, manifest.checkpoint_sha256)],
    ["Teacher", named(manifest.teacher, manifest.teacher_sha256)],
    ["Data set", named(manifest.dataset, manifest.dataset_hash)],
  ];
  return (
    <>
      <dl className={classes.list}>
        {rows.map(
          ([name, value]) =>
            value && (
              <Row key={name} name={name}>
                {value}
              </Row>
            ),
        )}
        {modules.map(([name, digest]) => (
          <Row key={name} name={`Module ${name}`}>
            {hash(digest)}
          </Row>
        ))}
      </dl>
      <details className={classes.files}>
        <summary>SHA-256 of {formatNumber(files.length)} files</summary>
        <Table>
          <Table.Tbody>
            {files.map(([path, digest]) => (
              <Table.Tr key={path}>
                <Table.Td>{path}</Table.Td>
                <Table.Td>
                  <code>{digest}</code>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </details>
    </>
  );
}

function Row({ name, children }: { name: string; children: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function versions(found: Record<string, string>): string {
  return Object.entries(found)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ");
}

/** All of it, and of a run that went on the last stretch. */
function trained({ seconds, worker_seconds: last }: RunManifest): string {
  const whole = formatDuration(seconds);
  return last && Math.round(last) < Math.round(seconds)
    ? `${whole}, ${formatDuration(last)} of it since it was last resumed`
    : whole;
}

function named(
  name: string | null | undefined,
  digest: string | null | undefined,
): string | undefined {
  return [name, digest && hash(digest)].filter(Boolean).join(", ") || undefined;
}

function hash(digest: string): string {
  return digest.includes(":") ? digest : `SHA-256 ${digest}`;
}
