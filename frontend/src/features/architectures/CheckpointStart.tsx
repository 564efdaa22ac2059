import { Alert, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { ErrorState } from "../../ui/ErrorState";
import { checkpointQuery } from "../checkpoints/queries";
import { modulesQuery } from "../modules/queries";

/** What one should know before one begins with a checkpoint's architecture. */
export function CheckpointStart({ id }: { id: string }) {
  const { data, error } = useQuery(checkpointQuery(id));
  const modules = useQuery(modulesQuery).data;
  if (error) return <ErrorState error={error} />;
  if (!data) return <Text c="dimmed">Looking into the checkpoint…</Text>;
  const page = <Link to={`/checkpoints/${encodeURIComponent(id)}`}>The checkpoint's page</Link>;
  if (data.yaml === null) {
    return (
      <Alert color="yellow" title="It does not say how its model is built">
        {data.state === "needs_acceptance" ? (
          <>Accept its module sources first. {page} shows them.</>
        ) : (
          <>Begin with something else. {page} shows what is in it.</>
        )}
      </Alert>
    );
  }
  const known = new Set(modules?.map((module) => module.name));
  const missing = modules ? data.modules.filter((name) => !known.has(name)) : [];
  if (missing.length === 0) return null;
  return (
    <Alert
      color="yellow"
      title={missing.length === 1 ? "A module is not here" : "Some modules are not here"}
    >
      It names <b>{missing.join(", ")}</b>, which this workspace does not have. Their rows show an
      error until modules of these names are saved. {page} has their sources.
    </Alert>
  );
}
