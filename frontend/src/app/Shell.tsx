import { useDisclosure } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useMemo, useRef } from "react";
import { Outlet, useNavigation } from "react-router";
import { useStreamState } from "../api/events";
import { ProblemError } from "../api/problem";
import { type Action, EVERYWHERE, runPressed, useActions } from "./actions";
import { Rail } from "./Rail";
import classes from "./Shell.module.css";
import { SignedOut } from "./SignedOut";
import { StatusBar } from "./StatusBar";
import { statusQuery } from "./status";
import { useTheme } from "./useTheme";

const loadPalette = () => import("./PaletteDialog");
const PaletteDialog = lazy(async () => ({ default: (await loadPalette()).PaletteDialog }));
const KeysDialog = lazy(async () => ({ default: (await import("./KeysDialog")).KeysDialog }));

/** When the page is there and has come to rest. */
const REST_MS = 1500;

/** What stands around every page: rail, page, status bar, palette and keys. */
export function Shell() {
  const [palette, setPalette] = useDisclosure();
  const [keys, setKeys] = useDisclosure();
  const { cycle } = useTheme();
  const navigation = useNavigation();
  const status = useQuery(statusQuery);
  const signedOut = status.error instanceof ProblemError && status.error.status === 401;

  useCatchUp();
  const actions = useMemo<Action[]>(
    () => [
      { label: "Open the palette", keys: "mod+K", run: setPalette.toggle, keysOnly: true },
      { label: "Show the keys of this page", keys: "?", run: setKeys.toggle },
      { label: "Change the theme", run: cycle },
    ],
    [setPalette.toggle, setKeys.toggle, cycle],
  );
  useActions(EVERYWHERE, actions);

  // One types on at once after Ctrl K: what is typed must not come before the palette does.
  useEffect(() => {
    const timer = setTimeout(() => loadPalette().catch(() => {}), REST_MS); // else when it is opened
    return () => clearTimeout(timer);
  }, []);

  useEffect(() => {
    document.addEventListener("keydown", runPressed);
    return () => document.removeEventListener("keydown", runPressed);
  }, []);

  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#content">
        Skip to the content
      </a>
      <Rail onPalette={setPalette.open} onKeys={setKeys.open} />
      <div className={classes.page}>
        {navigation.state === "loading" && (
          <div className={classes.loading} role="progressbar" aria-label="Loading" />
        )}
        {signedOut ? <SignedOut /> : <Outlet />}
      </div>
      <StatusBar />
      <Suspense>
        {palette && <PaletteDialog onClose={setPalette.close} />}
        {keys && <KeysDialog onClose={setKeys.close} />}
      </Suspense>
    </div>
  );
}

/** What happened while the event stream was lost is not known: everything shown is asked anew. */
function useCatchUp(): void {
  const client = useQueryClient();
  const stream = useStreamState();
  const missed = useRef(false);
  useEffect(() => {
    if (stream === "lost") missed.current = true;
    if (stream !== "open" || !missed.current) return;
    missed.current = false;
    client.invalidateQueries();
  }, [stream, client]);
}
