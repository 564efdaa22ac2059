import { screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { Dialog } from "./Dialog";
import { show } from "./testing";

function Page() {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpened(true)}>
        Open
      </button>
      <input aria-label="Elsewhere" />
      {opened && (
        <Dialog title="A dialog" onClose={() => setOpened(false)}>
          <input aria-label="Within" data-autofocus />
        </Dialog>
      )}
    </>
  );
}

test("the focus is put back to where it was when the dialog came", async () => {
  const { user } = show(<Page />);
  const opener = screen.getByRole("button", { name: "Open" });
  await user.click(opener);
  await waitFor(() => expect(screen.getByLabelText("Within")).toHaveFocus());
  await user.keyboard("{Escape}");
  await waitFor(() => expect(opener).toHaveFocus());
});

test("and left where something else has taken it", async () => {
  const { user } = show(<Page />);
  await user.click(screen.getByRole("button", { name: "Open" }));
  await waitFor(() => expect(screen.getByLabelText("Within")).toHaveFocus());
  screen
    .getByLabelText("Within")
    .addEventListener("keydown", () =>
      queueMicrotask(() => screen.getByLabelText("Elsewhere").focus()),
    );
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(screen.getByLabelText("Elsewhere")).toHaveFocus();
});
