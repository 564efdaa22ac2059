import { useCallback, useEffect, useRef } from "react";
import { useNavigate, useNavigation } from "react-router";

/**
 * Goes with a thing that has another address now. Who has left its page meanwhile, or is on the way
 * to another one, is let be.
 */
export function useGoAlong(): (from: string, to: string) => Promise<void> {
  const navigate = useNavigate();
  const { state } = useNavigation();
  const leaving = useRef(false);
  useEffect(() => {
    leaving.current = state !== "idle";
    return () => {
      leaving.current = false; // an undo may ask long after
    };
  }, [state]);
  return useCallback(
    async (from: string, to: string) => {
      if (leaving.current || window.location.pathname !== from) return;
      await navigate(to, { replace: true });
    },
    [navigate],
  );
}
