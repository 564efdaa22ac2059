import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Workflow } from "lucide-react";
import { Link, useParams } from "react-router";
import { ProblemError } from "../../api/problem";
import { Page } from "../../app/Page";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { BlockSkeleton } from "../../ui/Skeletons";
import { Designer } from "./Designer";
import { architectureQuery } from "./queries";

export function ArchitecturePage() {
  const { name = "" } = useParams();
  const { data, error, refetch } = useQuery(architectureQuery(name));
  if (error) {
    const missing = error instanceof ProblemError && error.status === 404;
    return (
      <Page title={name}>
        {missing ? (
          <EmptyState
            icon={Workflow}
            title={`There is no architecture ${name}`}
            action={
              <Button component={Link} to="/architectures">
                All architectures
              </Button>
            }
          >
            It may have been deleted or renamed.
          </EmptyState>
        ) : (
          <ErrorState error={error} onRetry={refetch} />
        )}
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
  return <Designer key={name} architecture={data} />;
}
