import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { components } from "../../../api/schema";
import { sameValue } from "../trainArgs";
import type { Choice } from "../useChoice";
import { type Args, argumentCheckQuery, type CheckRequest } from "./api";

const PAUSE_MS = 250;

type Place = components["schemas"]["Place"];

export interface ArgumentCheck {
  /** By argument: what a run would be refused for. */
  errors: Record<string, string>;
  /** By argument: what is to be known before one starts. */
  warnings: Record<string, string>;
}

/** What the server says of the arguments, as soon as one pauses. */
export function useArgumentCheck(args: Args, choice: Choice, scale: string | null): ArgumentCheck {
  const { architecture, checkpoint, dataset } = choice;
  const asked: CheckRequest = { args, architecture, checkpoint, scale, dataset };
  const [settled] = useDebouncedValue(JSON.stringify(asked), PAUSE_MS);
  const { data } = useQuery(argumentCheckQuery(JSON.parse(settled)));
  return {
    errors: stillTrue(data?.errors ?? [], args),
    warnings: stillTrue(data?.warnings ?? [], args),
  };
}

/** Only what was said of a value that still stands there. */
function stillTrue(places: readonly Place[], args: Args): Record<string, string> {
  const told = places.map(({ loc, message, actual }) => ({
    name: String(loc[1]),
    message,
    actual,
  }));
  return Object.fromEntries(
    told
      .filter(({ name, actual }) => sameValue(actual, args[name]))
      .map(({ name, message }) => [name, message]),
  );
}
