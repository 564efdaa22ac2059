import { useState } from "react";
import { useRouteError } from "react-router";
import { ProblemError } from "../api/problem";
import { ErrorState } from "../ui/ErrorState";
import { Page } from "./Page";

/** What browsers and Vite say when a part of the app does not come. */
const NOT_LOADED = /dynamically imported module|preload CSS|module script failed/i;

/** Stands in for a page that broke while it was loaded or drawn; the shell around it goes on. */
export function PageError() {
  const error = useRouteError();
  const [unreachable, setUnreachable] = useState(false);
  const missing = error instanceof Error && NOT_LOADED.test(error.message);

  // Without a server the browser's own page would stand in for the whole app.
  async function loadAgain() {
    const answer = await fetch("/api/health").catch(() => null);
    if (answer) window.location.reload();
    else setUnreachable(true);
  }

  return (
    <Page title={missing ? "This page is not here yet" : "This page broke"}>
      <ErrorState
        error={unreachable ? ProblemError.unreachable() : missing ? NOT_HERE : error}
        onRetry={() => void loadAgain()}
        retryLabel="Load the page again"
      />
    </Page>
  );
}

const NOT_HERE = new ProblemError({
  title: "A part of the app could not be loaded",
  detail: "The server has stopped, or is of another version by now.",
  status: 0,
});
