import { Button } from "@mantine/core";
import { SquareFunction } from "lucide-react";
import { Link } from "react-router";
import { Page } from "../../app/Page";
import { EmptyState } from "../../ui/EmptyState";

/** Beside the list while nothing is chosen in it. */
export function NoModulePage() {
  return (
    <Page title="Module Designer">
      <EmptyState
        icon={SquareFunction}
        title="Choose a module, or write one"
        action={
          <Button component={Link} to="?new">
            New module
          </Button>
        }
      >
        A module is an nn.Module that a row of an architecture can name. Your own stand beside those
        built into Ultralytics. They are code that runs on this machine as you.
      </EmptyState>
    </Page>
  );
}
