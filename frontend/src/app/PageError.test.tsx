import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createMemoryRouter, RouterProvider } from "react-router";
import { expect, test, vi } from "vitest";
import { PageError } from "./PageError";

test("a page whose parts do not come says why, and stays while there is no server", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {}); // React tells of what is thrown
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  const lazy = () =>
    Promise.reject(new TypeError("Failed to fetch dynamically imported module: /x.js"));
  const router = createMemoryRouter([{ path: "/", errorElement: <PageError />, lazy }]);
  render(
    <MantineProvider env="test">
      <RouterProvider router={router} />
    </MantineProvider>,
  );
  expect(await screen.findByText("A part of the app could not be loaded")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Load the page again" }));
  expect(await screen.findByText("The server cannot be reached")).toBeVisible();
  vi.unstubAllGlobals();
});
