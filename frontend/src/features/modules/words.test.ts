import { expect, it } from "vitest";
import { fillIn, renamed } from "./words";

it("puts the chosen name in place of the template's", () => {
  const source = "class NewBlock(nn.Module):\n    super(NewBlock, self).__init__()\n";
  expect(fillIn(source, "Gate")).toBe("class Gate(nn.Module):\n    super(Gate, self).__init__()\n");
});

it("renames whole words alone", () => {
  expect(renamed("Gate Gates my_Gate Gate.x", "Gate", "Door")).toBe("Door Gates my_Gate Door.x");
});
