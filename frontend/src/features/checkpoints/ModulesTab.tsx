import { Button, Text, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ShieldAlert } from "lucide-react";
import { CodeEditor } from "../../ui/CodeEditor";
import { ErrorState } from "../../ui/ErrorState";
import { StatusBadge } from "../../ui/StatusBadge";
import classes from "./ModulesTab.module.css";
import {
  acceptModules,
  type CheckpointDetail,
  type CustomModule,
  checkpointQuery,
  checkpointsQuery,
} from "./queries";

const LINE = 19;
const TALLEST = 480;

/** The sources of the custom modules that travel with the weights, and the question whether they may run. */
export function ModulesTab({ checkpoint }: { checkpoint: CheckpointDetail }) {
  const { sources } = checkpoint;
  if (sources.length === 0) {
    return <p>It is built of Ultralytics' own modules alone.</p>;
  }
  return (
    <div className={classes.column}>
      {checkpoint.state === "needs_acceptance" && <Acceptance checkpoint={checkpoint} />}
      {sources.map((source) => (
        <section key={source.sha256} aria-label={source.name}>
          <div className={classes.head}>
            <Title order={2}>{source.name}</Title>
            <StatusBadge {...stateOf(source)} />
            <code className={classes.hash} title={source.sha256}>
              {source.sha256.slice(0, 12)}
            </code>
          </div>
          <div className={classes.code}>
            <CodeEditor
              label={`Source of ${source.name}`}
              language="python"
              value={source.source}
              readOnly
              height={Math.min(TALLEST, (source.source.split("\n").length + 1) * LINE)}
            />
          </div>
        </section>
      ))}
    </div>
  );
}

function stateOf({ needed, accepted }: CustomModule) {
  if (!needed) return { status: "unused", label: "Not used by the weights" };
  return accepted
    ? { status: "passed", label: "Accepted" }
    : { status: "changed", label: "Not accepted" };
}

function Acceptance({ checkpoint }: { checkpoint: CheckpointDetail }) {
  const client = useQueryClient();
  const accepting = useMutation({
    mutationFn: () => acceptModules(checkpoint.id),
    onSuccess: (accepted) => {
      client.setQueryData(checkpointQuery(accepted.id).queryKey, accepted);
      return client.invalidateQueries({ ...checkpointsQuery, exact: true });
    },
  });
  const names = checkpoint.sources.filter((one) => one.needed && !one.accepted);
  return (
    <section className={classes.question} aria-label="Acceptance">
      <Title order={2} className={classes.warning ?? ""}>
        <ShieldAlert size={16} aria-hidden />
        This checkpoint brings code that is not yours
      </Title>
      <Text>
        To load it, {names.map((one) => one.name).join(", ")} must run, with all that you may do on
        this machine. Read the source below; accept it only if you would run it yourself. Nothing of
        it has run so far.
      </Text>
      {accepting.error && <ErrorState error={accepting.error} />}
      <Button onClick={() => accepting.mutate()} loading={accepting.isPending}>
        Accept and load
      </Button>
    </section>
  );
}
