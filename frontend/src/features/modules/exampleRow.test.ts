import { expect, it } from "vitest";
import { exampleRow } from "./exampleRow";
import type { Argument, ModuleSummary } from "./queries";

const argument = (name: string, value: string | null = null): Argument => ({
  name,
  type: null,
  default: value,
  required: value === null,
  help: null,
});

function row(contract: ModuleSummary["contract"], args: Argument[]): string {
  const rest = { custom: false, category: "", description: "", state: null };
  return exampleRow({ name: "Block", contract, args, ...rest });
}

it("an example row writes what a row has to", () => {
  expect(row({ rule: "base" }, [argument("c2"), argument("k", "1")])).toBe("[-1, 1, Block, [128]]");
  expect(row({ rule: "join" }, [argument("c2")])).toBe("[[-1, 6], 1, Block, [128]]");
  expect(row({ rule: "plain" }, [argument("kernel_size"), argument("stride", "None")])).toBe(
    "[-1, 1, Block, [3]]",
  );
  expect(row({ rule: "head" }, [argument("nc", "80")])).toBe("[[15, 18, 21], 1, Block, [nc]]");
  expect(row({ rule: "same" }, [])).toBe("[-1, 1, Block, []]");
});
