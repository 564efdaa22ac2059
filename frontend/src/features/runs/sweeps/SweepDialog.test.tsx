import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { show } from "../../../ui/testing";
import type { TrainArgument } from "../queries";
import { SweepDialog } from "./SweepDialog";

const argument = (name: string, choices: string[] | null = null) =>
  ({ name, type: "float", default: null, group: "Optimizer", help: "", choices }) as TrainArgument;

const ALL = [argument("lr0"), argument("optimizer", ["auto", "SGD", "AdamW"])];

function open(args: Record<string, unknown>) {
  const run = { architecture: "tiny", dataset: "digits", args, loggers: [], snapshots: [] };
  return show(<SweepDialog run={run} all={ALL} onClose={() => {}} />);
}

test("what is proposed can run: while the optimizer is left to Ultralytics, one is named", async () => {
  open({});
  expect(await screen.findByText(/it would choose lr0 itself/)).toBeVisible();
  expect(screen.getByRole("combobox", { name: "Optimizer of all runs" })).toHaveValue("AdamW");
  expect(screen.getByRole("button", { name: "Start the sweep" })).toBeEnabled();
});

test("an optimizer that the form names is not asked for again", async () => {
  open({ optimizer: "SGD" });
  expect(await screen.findByRole("textbox", { name: "Values of lr0" })).toBeVisible();
  expect(screen.queryByText("Optimizer of all runs")).toBeNull();
});
