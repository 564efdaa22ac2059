import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { SquareFunction } from "lucide-react";
import { Link, useParams } from "react-router";
import { ProblemError } from "../../api/problem";
import { readDraft } from "../../app/drafts";
import { Page } from "../../app/Page";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { BlockSkeleton } from "../../ui/Skeletons";
import { BuiltIn } from "./BuiltIn";
import { ModuleEditor } from "./ModuleEditor";
import { moduleQuery } from "./queries";

export function ModulePage() {
  const { name = "" } = useParams();
  const { data, error, refetch } = useQuery(moduleQuery(name));
  const missing = error instanceof ProblemError && error.status === 404;
  if (missing && readDraft(`modules/${name}`) !== undefined) {
    return <ModuleEditor key={name} name={name} saved={null} />;
  }
  if (missing) {
    return (
      <Page title={name}>
        <EmptyState
          icon={SquareFunction}
          title={`There is no module ${name}`}
          action={
            <Button component={Link} to="/modules?new">
              New module
            </Button>
          }
        >
          It may have been deleted or renamed. Names that YAML cannot use are not listed either.
        </EmptyState>
      </Page>
    );
  }
  if (error) {
    return (
      <Page title={name}>
        <ErrorState error={error} onRetry={refetch} />
      </Page>
    );
  }
  if (!data) {
    return (
      <Page title={name} fill>
        <BlockSkeleton height="100%" />
      </Page>
    );
  }
  return data.custom ? (
    <ModuleEditor key={name} name={name} saved={data} />
  ) : (
    <BuiltIn module={data} />
  );
}
