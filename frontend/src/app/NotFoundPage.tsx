import { Button } from "@mantine/core";
import { MapPinOff } from "lucide-react";
import { Link, useLocation } from "react-router";
import { EmptyState } from "../ui/EmptyState";
import { Page } from "./Page";

export function NotFoundPage() {
  const { pathname } = useLocation();
  return (
    <Page title="Not found">
      <EmptyState
        icon={MapPinOff}
        title="There is no such page"
        action={
          <Button component={Link} to="/">
            To the dashboard
          </Button>
        }
      >
        Nothing lies at <code>{pathname}</code>.
      </EmptyState>
    </Page>
  );
}
