import { MantineProvider } from "@mantine/core";
import { act, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { createMemoryRouter, RouterProvider, useSearchParams } from "react-router";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SearchField } from "./SearchField";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** As the pages have it: the list follows the keys, the address says what was looked for. */
function List() {
  const [params, setParams] = useSearchParams();
  const told = params.get("q") ?? "";
  const [query, setQuery] = useState(told);
  return (
    <>
      <SearchField
        label="Search runs"
        className={undefined}
        told={told}
        onSearch={setQuery}
        onRest={(text) => setParams(text ? { q: text } : {}, { replace: true })}
      />
      <p role="status">{query}</p>
    </>
  );
}

/** The list, and a page beside it whose parts come when `arrive` is called. */
function open() {
  let arrive = (_: { Component: () => string }) => {};
  const parts = new Promise<{ Component: () => string }>((done) => {
    arrive = done;
  });
  const router = createMemoryRouter([
    { path: "/", Component: List },
    { path: "/run", lazy: () => parts },
  ]);
  render(
    <MantineProvider env="test">
      <RouterProvider router={router} />
    </MantineProvider>,
  );
  const input = screen.getByRole<HTMLInputElement>("textbox", { name: "Search runs" });
  const type = (value: string) => fireEvent.change(input, { target: { value } });
  const wait = () => act(() => vi.advanceTimersByTime(300));
  const search = () => new URLSearchParams(router.state.location.search).get("q");
  return { router, arrive, input, type, wait, search };
}

test("the list is searched at each key, the address follows when one pauses", async () => {
  const { router, input, type, wait, search } = open();
  type("d");
  type("di");
  expect(screen.getByRole("status")).toHaveTextContent("di");
  expect(search()).toBeNull();
  act(() => {
    vi.advanceTimersByTime(300);
    expect(search()).toBe("di");
    type("dig"); // before the page has seen the address
  });
  expect(input.value).toBe("dig");
  expect(screen.getByRole("status")).toHaveTextContent("dig");

  await act(() => router.navigate("/?q=tag:baseline")); // a link
  expect(input.value).toBe("tag:baseline");
  wait();
  expect(search()).toBe("tag:baseline");
  expect(screen.getByRole("status")).toHaveTextContent("tag:baseline");

  await act(() => router.navigate(-1));
  expect(input.value).toBe("di");
});

test("a page that one goes to just after typing is reached", async () => {
  const { router, arrive, type, wait, search } = open();
  type("d");
  act(() => void router.navigate("/run"));
  wait();
  expect(search()).toBeNull();
  await act(async () => arrive({ Component: () => "The run" }));
  expect(screen.getByText("The run")).toBeVisible();
});

test("it is reached also where nothing of that has been drawn when one has paused", async () => {
  const { router, arrive, type, search } = open();
  type("d");
  act(() => {
    void router.navigate("/run");
    vi.advanceTimersByTime(300);
  });
  expect(search()).toBeNull();
  await act(async () => arrive({ Component: () => "The run" }));
  expect(screen.getByText("The run")).toBeVisible();
});
