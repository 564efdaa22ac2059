import { useSearchParams } from "react-router";

type Name = "architecture" | "checkpoint" | "scale" | "dataset";

export type Choice = Record<Name, string | null> & {
  /** Null takes it away. What does not go together with it goes too. */
  choose: (name: Name, value: string | null) => void;
};

/** What to train and on what, as it stands in the address: so a link can begin a run. */
export function useChoice(): Choice {
  const [params, setParams] = useSearchParams();
  const value = (name: Name) => params.get(name);
  const choose: Choice["choose"] = (name, to) => {
    setParams(
      (now) => {
        if (to) now.set(name, to);
        else now.delete(name);
        if (name === "architecture" || name === "checkpoint") {
          now.delete("scale");
          now.delete(name === "architecture" ? "checkpoint" : "architecture");
        }
        return now;
      },
      { replace: true },
    );
  };
  return {
    architecture: value("architecture"),
    checkpoint: value("architecture") ? null : value("checkpoint"),
    scale: value("scale"),
    dataset: value("dataset"),
    choose,
  };
}
