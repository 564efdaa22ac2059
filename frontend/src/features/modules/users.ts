/** What uses a module, as links. Pure. */
import type { ProblemError } from "../../api/problem";
import type { Module } from "./queries";

export interface User {
  name: string;
  to: string;
}

const link = (noun: string, name: string): User => ({
  name,
  to: `/${noun}/${encodeURIComponent(name)}`,
});

export function usersOf(module: Module | null): { architectures: User[]; runs: User[] } {
  return {
    architectures: (module?.used_by ?? []).map((name) => link("architectures", name)),
    runs: (module?.runs ?? []).map((id) => link("runs", id)),
  };
}

/** Those that a refusal to delete names: its places are ["architectures", name] and ["runs", id]. */
export function usersIn(problem: ProblemError): User[] {
  return problem.errors.flatMap(({ loc }) => {
    const [noun = "", name = ""] = loc.split(" › ");
    return ["architectures", "runs"].includes(noun) && name ? [link(noun, name)] : [];
  });
}
