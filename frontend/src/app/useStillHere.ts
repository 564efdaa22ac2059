import { useCallback, useEffect, useRef } from "react";
import { useLocation } from "react-router";
import { useLeaving } from "../ui/useLeaving";

/**
 * Tells an answer whether it may still lead to another page or change the address: not where one has left meanwhile, or is
 * on the way to another page.
 *
 * `stillHere()`: what asked is still drawn, at the address where it asked. `stillHere(page)`: the page at that address is
 * shown, whatever asked: for a thing that has another address now, or none.
 */
export function useStillHere(): (page?: string) => boolean {
  const { pathname } = useLocation();
  const isLeaving = useLeaving();
  const drawn = useRef(false);
  useEffect(() => {
    drawn.current = true;
    return () => {
      drawn.current = false;
    };
  }, []);
  return useCallback(
    (page?: string) => {
      if (isLeaving() || !(page || drawn.current)) return false;
      return window.location.pathname === (page ?? pathname);
    },
    [pathname, isLeaving],
  );
}
