import { screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { show } from "../../ui/testing";
import { ArgumentsColumn } from "./ArgumentsColumn";
import type { TrainArgument } from "./queries";
import { configure, type Typed } from "./trainArgs";

function argument(name: string, type: string, standing: unknown, group: string): TrainArgument {
  const range = { minimum: null, maximum: null, choices: null, unit: null };
  const rest = { ...range, tasks: null, used: true, help: `what ${name} does` };
  return { name, type, default: standing, group, ...rest };
}

const ALL = [
  argument("epochs", "int", 100, "Train settings"),
  argument("cos_lr", "bool", false, "Train settings"),
  argument("mosaic", "float", 1, "Hyperparameters"),
];

function Form() {
  const [typed, setTyped] = useState<Typed>({});
  const { args, problems } = configure(ALL, typed);
  return (
    <>
      <ArgumentsColumn
        all={ALL}
        typed={typed}
        problems={problems}
        notes={{}}
        task={null}
        attempt={0}
        onReset={() => setTyped({})}
        onType={(name, text) =>
          setTyped(({ [name]: _, ...others }) =>
            text === "" ? others : { ...others, [name]: text },
          )
        }
      />
      <output>{JSON.stringify(args)}</output>
    </>
  );
}

test("what is typed is read as its type, and wrong text is told at the field", async () => {
  const { user } = show(<Form />);
  const epochs = screen.getByRole("textbox", { name: "epochs" });
  await user.type(epochs, "3x");
  expect(screen.getByText("Expected a whole number.")).toBeInTheDocument();
  await user.type(epochs, "{Backspace}0");
  expect(screen.getByText('{"epochs":30}')).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Back to the default of epochs" }));
  expect(screen.getByText("{}")).toBeInTheDocument();
});

test("an argument is found by a word of its help, whatever group it is in", async () => {
  const { user } = show(<Form />);
  expect(screen.queryByRole("textbox", { name: "mosaic" })).not.toBeInTheDocument();
  await user.type(screen.getByRole("textbox", { name: "Search arguments" }), "what mosaic");
  await user.type(screen.getByRole("textbox", { name: "mosaic" }), "0");
  expect(screen.getByText('{"mosaic":0}')).toBeInTheDocument();
});

test("a field that is emptied stays while only changed ones are shown", async () => {
  const { user } = show(<Form />);
  await user.type(screen.getByRole("textbox", { name: "epochs" }), "3");
  await user.click(screen.getByRole("switch", { name: "Changed only" }));
  await user.clear(screen.getByRole("textbox", { name: "epochs" }));
  await user.type(screen.getByRole("textbox", { name: "epochs" }), "5");
  expect(screen.getByText('{"epochs":5}')).toBeInTheDocument();
  expect(screen.queryByRole("switch", { name: "cos_lr" })).not.toBeInTheDocument();
});
