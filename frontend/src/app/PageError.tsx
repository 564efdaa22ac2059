import { useRouteError } from "react-router";
import { ErrorState } from "../ui/ErrorState";
import { Page } from "./Page";

/** Stands in for a page that broke while it was loaded or drawn; the shell around it goes on. */
export function PageError() {
  const error = useRouteError();
  return (
    <Page title="This page broke">
      <ErrorState
        error={error}
        onRetry={() => window.location.reload()}
        retryLabel="Load the page again"
      />
    </Page>
  );
}
