import { type Dispatch, type SetStateAction, useEffect, useState } from "react";
import { useNavigationType } from "react-router";

const PREFIX = "yolosmith.kept.";

/**
 * A state of a form that is there again for who comes back to it by the browser's way back, or loads the page anew. A link to
 * the form begins anew, and so does another tab.
 */
export function useKept<T>(key: string, initial: () => T): [T, Dispatch<SetStateAction<T>>] {
  const returned = useNavigationType() === "POP";
  const [state, setState] = useState<T>(() => (returned && read<T>(key)) || initial());
  useEffect(() => {
    sessionStorage.setItem(PREFIX + key, JSON.stringify(state));
  }, [key, state]);
  return [state, setState];
}

function read<T>(key: string): T | undefined {
  const text = sessionStorage.getItem(PREFIX + key);
  return text === null ? undefined : (JSON.parse(text) as T);
}
