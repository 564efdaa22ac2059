import { useSearchParams } from "react-router";
import type { Match } from "../checkpoints/transfer/transfer";

export interface Weights {
  /** The checkpoint that fills the architecture; null: it starts from nothing. */
  checkpoint: string | null;
  /** How rows are paired; null: whichever lets more load. */
  match: Match | null;
  chooseCheckpoint: (id: string | null) => void;
  chooseMatch: (match: Match) => void;
}

/** The weights that go into the chosen architecture, as they stand in the address. */
export function useWeights(): Weights {
  const [params, setParams] = useSearchParams();
  const set = (name: string, value: string | null) =>
    setParams(
      (now) => {
        if (value) now.set(name, value);
        else now.delete(name);
        if (name === "weights") now.delete("match");
        return now;
      },
      { replace: true },
    );
  const match = params.get("match");
  const used = params.has("architecture");
  return {
    checkpoint: used ? params.get("weights") : null,
    match: used && (match === "name" || match === "aligned") ? match : null,
    chooseCheckpoint: (id) => set("weights", id),
    chooseMatch: (next) => set("match", next),
  };
}
