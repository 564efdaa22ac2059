import { Anchor, Table, Title } from "@mantine/core";
import { Link } from "react-router";
import { CodeEditor } from "../../ui/CodeEditor";
import { formatMetric } from "../../ui/format";
import classes from "./OriginTab.module.css";
import type { CheckpointDetail } from "./queries";

const LINE = 19;
const TALLEST = 480;

/** How it came to be: file, metrics, arguments of the training, architecture. */
export function OriginTab({ checkpoint }: { checkpoint: CheckpointDetail }) {
  const { architecture, dataset, yaml } = checkpoint;
  const metrics = Object.entries(checkpoint.metrics);
  const args = Object.entries(checkpoint.args).sort(([one], [other]) => one.localeCompare(other));
  return (
    <div className={classes.columns}>
      <section className={classes.column} aria-label="File and metrics">
        <Title order={2}>File</Title>
        <Facts>
          <Fact name="Id" value={<code>{checkpoint.id}</code>} />
          <Fact name="SHA-256" value={<code>{checkpoint.sha256 ?? "–"}</code>} />
          <Fact name="Ultralytics" value={checkpoint.ultralytics ?? "–"} />
          {architecture && (
            <Fact
              name="Architecture"
              value={
                <Anchor component={Link} to={`/architectures/${architecture}`}>
                  {architecture}
                </Anchor>
              }
            />
          )}
          {dataset && (
            <Fact
              name="Data set"
              value={
                <Anchor component={Link} to={`/datasets/${dataset}`}>
                  {dataset}
                </Anchor>
              }
            />
          )}
        </Facts>
        {metrics.length > 0 && (
          <>
            <Title order={2}>Metrics</Title>
            <Facts>
              {metrics.map(([name, value]) => (
                <Fact key={name} name={name} value={formatMetric(value)} />
              ))}
            </Facts>
          </>
        )}
        {yaml && (
          <>
            <Title order={2}>Architecture as text</Title>
            <div className={classes.code}>
              <CodeEditor
                label="Architecture"
                language="yaml"
                value={yaml}
                readOnly
                height={Math.min(TALLEST, (yaml.split("\n").length + 1) * LINE)}
              />
            </div>
          </>
        )}
      </section>
      <section className={classes.column} aria-label="Arguments">
        <Title order={2}>Arguments of the training</Title>
        {args.length === 0 ? (
          <p>The file does not say.</p>
        ) : (
          <Facts>
            {args.map(([name, value]) => (
              <Fact key={name} name={name} value={<code>{shown(value)}</code>} />
            ))}
          </Facts>
        )}
      </section>
    </div>
  );
}

function Facts({ children }: { children: React.ReactNode }) {
  return (
    <Table className={classes.table ?? ""}>
      <Table.Tbody>{children}</Table.Tbody>
    </Table>
  );
}

function Fact({ name, value }: { name: string; value: React.ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th scope="row">{name}</Table.Th>
      <Table.Td>{value}</Table.Td>
    </Table.Tr>
  );
}

/** As Python would write it in `args.yaml`. */
function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
