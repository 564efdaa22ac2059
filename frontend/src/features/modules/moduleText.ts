/** What is written of a module, seen from what was saved. Pure. */
import { withoutNulls } from "./contracts";
import type { Contract, Module, ModuleText } from "./queries";

export const EMPTY: ModuleText = { source: "", description: "", category: "", contract: null };

/** The text of a saved module. A description that is the docstring's goes on following it. */
export function textOf({ source, description, category, contract, help }: Module): ModuleText {
  return {
    source: source ?? "",
    description: followsDocstring(description, help) ? "" : description,
    category,
    contract: withoutNulls(contract),
  };
}

function followsDocstring(description: string, docstring: string): boolean {
  const plain = (text: string) => text.replace(/\s+/g, " ").trim();
  return plain(docstring).startsWith(plain(description));
}

export function sameContract(one: Contract | null, other: Contract | null): boolean {
  const said = (contract: Contract | null) =>
    JSON.stringify(Object.entries(withoutNulls(contract) ?? {}).sort());
  return said(one) === said(other);
}
