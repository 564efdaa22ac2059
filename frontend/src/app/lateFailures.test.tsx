import { Notifications, notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { act, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { ProblemError } from "../api/problem";
import { show } from "../ui/testing";
import { tellLateFailures } from "./lateFailures";

afterEach(() => act(() => notifications.clean()));

const REFUSAL = new ProblemError({ title: "No room", status: 507 });

interface Asking {
  /** Refuses what was asked first. */
  refuse: (error: unknown) => Promise<void>;
  press: (button: string) => Promise<void>;
  /** In the corner. */
  told: () => number;
}

/** A dialog that has asked for something, and shows its refusal. */
async function asking(options: { onError?: () => void } = {}): Promise<Asking> {
  const refusals: ((error: unknown) => void)[] = [];
  function Dialog() {
    const saving = useMutation({
      mutationFn: () => new Promise<void>((_, reject) => refusals.push(reject)),
      ...options,
    });
    return (
      <>
        <button type="button" onClick={() => saving.mutate()}>
          Save
        </button>
        <button type="button" onClick={saving.reset}>
          Change
        </button>
        {saving.isPending && <p>Saving</p>}
        {saving.error && <p>Refused here</p>}
      </>
    );
  }
  function Page() {
    const [opened, setOpened] = useState(true);
    return (
      <>
        <Notifications />
        {opened && <Dialog />}
        <button type="button" onClick={() => setOpened(false)}>
          Leave
        </button>
      </>
    );
  }
  const { client, user } = show(<Page />);
  tellLateFailures(client.getMutationCache());
  const press = (name: string) => user.click(screen.getByRole("button", { name }));
  await press("Save");
  await screen.findByText("Saving");
  return {
    press,
    refuse: (error) => act(async () => refusals[0]?.(error)),
    told: () => screen.queryAllByText("No room").length,
  };
}

test("a refusal stands where it was asked, and not in the corner too", async () => {
  const { refuse, told } = await asking();
  await refuse(REFUSAL);
  await screen.findByText("Refused here");
  expect(told()).toBe(0);
});

test.each([
  ["one has left", "Leave"],
  ["something else is wanted", "Change"],
  ["it was asked once more", "Save"],
])("where %s meanwhile, it is told in the corner, once", async (_, then) => {
  const { press, refuse, told } = await asking();
  await press(then);
  await refuse(REFUSAL);
  await waitFor(() => expect(told()).toBe(1));
  expect(screen.queryByText("Refused here")).toBeNull();
});

test("what tells of its failure by itself is not told of twice", async () => {
  const onError = vi.fn();
  const { press, refuse, told } = await asking({ onError });
  await press("Leave");
  await refuse(REFUSAL);
  await waitFor(() => expect(onError).toHaveBeenCalledOnce());
  expect(told()).toBe(0);
});

test("what was stopped by intent has not failed", async () => {
  const { press, refuse } = await asking();
  await press("Leave");
  await refuse(new DOMException("Stopped", "AbortError"));
  expect(screen.queryByRole("alert")).toBeNull();
});
