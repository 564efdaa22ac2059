import { Button, Group, PasswordInput, Text } from "@mantine/core";
import type { FormEvent } from "react";
import { Page } from "./Page";

/** The server does not know this browser (any more): asks for the token. */
export function SignedOut() {
  function signIn(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const token = String(new FormData(event.currentTarget).get("token") ?? "").trim();
    if (token) window.location.assign(`/?token=${encodeURIComponent(token)}`);
  }
  return (
    <Page title="Signed out">
      <form onSubmit={signIn}>
        <Text mb="md" maw={560}>
          Open the link that <code>yolosmith serve</code> printed, or paste the token. It lies in
          the workspace as <code>.yolosmith/token</code>.
        </Text>
        <Group align="end">
          <PasswordInput name="token" label="Token" w={360} autoComplete="current-password" />
          <Button type="submit">Sign in</Button>
        </Group>
      </form>
    </Page>
  );
}
