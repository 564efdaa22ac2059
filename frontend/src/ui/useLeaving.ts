import { useCallback, useContext } from "react";
import { UNSAFE_DataRouterContext } from "react-router";

/**
 * Whether somebody is on the way to another page at the moment of asking. `useNavigation` says so only once that is drawn:
 * on a busy machine what is written into the address before would take the place of the click. React Router has no other
 * way to the state as it is; its version is pinned.
 */
export function useLeaving(): () => boolean {
  const router = useContext(UNSAFE_DataRouterContext)?.router;
  return useCallback(
    () => router !== undefined && router.state.navigation.state !== "idle",
    [router],
  );
}
