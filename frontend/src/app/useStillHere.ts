import { useCallback, useEffect, useRef } from "react";
import { useLocation, useNavigation } from "react-router";

/**
 * Tells an answer whether it may still lead to another page or change the address: not where one has left meanwhile, or is
 * on the way to another page.
 *
 * `stillHere()`: what asked is still drawn, at the address where it asked. `stillHere(page)`: the page at that address is
 * shown, whatever asked: for a thing that has another address now, or none.
 */
export function useStillHere(): (page?: string) => boolean {
  const { pathname } = useLocation();
  const { state } = useNavigation();
  const drawn = useRef(false);
  const leaving = useRef(false);
  useEffect(() => {
    drawn.current = true;
    leaving.current = state !== "idle";
    return () => {
      drawn.current = false;
      leaving.current = false; // an undo may ask long after
    };
  }, [state]);
  return useCallback(
    (page?: string) => {
      if (leaving.current || !(page || drawn.current)) return false;
      return window.location.pathname === (page ?? pathname);
    },
    [pathname],
  );
}
