import { fireEvent, render, screen, within } from "@testing-library/react";
import { Database } from "lucide-react";
import { expect, test, vi } from "vitest";
import { ProblemError } from "../api/problem";
import { BoxOverlay } from "./BoxOverlay";
import { DropZone } from "./DropZone";
import { EmptyState } from "./EmptyState";
import { ErrorState } from "./ErrorState";
import { SearchList } from "./SearchList";
import { StatusBadge } from "./StatusBadge";
import { show } from "./testing";

test("an empty state offers the next step", () => {
  show(
    <EmptyState
      icon={Database}
      title="No data set yet"
      action={<button type="button">Import</button>}
    >
      Images and labels.
    </EmptyState>,
  );
  expect(screen.getByRole("heading", { name: "No data set yet" })).toBeVisible();
  expect(screen.getByRole("button", { name: "Import" })).toBeVisible();
});

test("an error names its cause and every place, and can be tried again", async () => {
  const retry = vi.fn();
  const error = new ProblemError({
    title: "The row is wrong",
    detail: "Row 12 of mine.yaml",
    status: 422,
    errors: [{ loc: "head › 12", message: "channels differ", expected: "64", actual: "128" }],
  });
  const { user } = show(<ErrorState error={error} onRetry={retry} />);
  const alert = screen.getByRole("alert");
  for (const words of ["The row is wrong", "Row 12 of mine.yaml", "head › 12", "64", "128"]) {
    expect(within(alert).getByText(words)).toBeVisible();
  }
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(retry).toHaveBeenCalledOnce();
});

test("a list is searched by words in any order", async () => {
  const items = ["C3k2 backbone block", "Detect head", "Concat join"];
  const { user } = show(
    <SearchList label="Modules" items={items} keyOf={String} textOf={String}>
      {(item) => item}
    </SearchList>,
  );
  await user.type(screen.getByRole("textbox", { name: "Search modules" }), "block c3");
  expect(screen.getAllByRole("listitem").map((item) => item.textContent)).toEqual([items[0]]);
  await user.type(screen.getByRole("textbox"), " nothing");
  expect(screen.getByRole("status")).toHaveTextContent("Nothing matches");
});

test("a state is a word, known or not", () => {
  show(
    <>
      <StatusBadge status="interrupted" />
      <StatusBadge status="failed" label="Failing" />
      <StatusBadge status="hibernating" />
    </>,
  );
  for (const word of ["Interrupted", "Failing", "Hibernating"]) {
    expect(screen.getByText(word)).toBeVisible();
  }
});

test("a picture that cannot be shown says so, and the next one in its place is shown", () => {
  const size = { width: 64, height: 64, boxes: [] };
  const { rerender } = render(<BoxOverlay src="broken.tif" alt="broken.tif" {...size} />);
  fireEvent.error(screen.getByRole("img"));
  expect(screen.getByText("The picture cannot be shown")).toBeVisible();
  rerender(<BoxOverlay src="good.jpg" alt="good.jpg" {...size} />);
  const before = screen.getByRole("img", { name: /good/ });
  rerender(<BoxOverlay src="next.jpg" alt="next.jpg" {...size} />);
  expect(before, "its pixels do not stand under the boxes of the next").not.toBeInTheDocument();
});

test("boxes lie where they belong and are told in words", () => {
  const cell = { w: 0.2, h: 0.1, y: 0.5 };
  const { container } = show(
    <BoxOverlay
      src="cells.jpg"
      alt="cells.jpg"
      width={640}
      height={480}
      boxes={[
        { ...cell, cls: 0, name: "RBC", x: 0.5, conf: 0.912 },
        { ...cell, cls: 0, name: "RBC", x: 0.3 },
        { ...cell, cls: 1, name: "WBC", x: 0.7 },
      ]}
    />,
  );
  expect(screen.getByRole("img", { name: "cells.jpg: 3 boxes (RBC 2, WBC 1)" })).toBeVisible();
  expect(screen.getByText("RBC 0.91")).toBeVisible();
  expect(Number(container.querySelector("rect")?.getAttribute("x"))).toBeCloseTo(0.4);
  expect(Number(container.querySelector("rect")?.getAttribute("y"))).toBeCloseTo(0.45);
});

test("a file is chosen through the drop zone's own input", async () => {
  const taken = vi.fn();
  const { user } = show(<DropZone label="Drop a picture here" onFiles={taken} />);
  const file = new File(["x"], "cell.png", { type: "image/png" });
  await user.upload(screen.getByLabelText("Drop a picture here"), file);
  expect(taken).toHaveBeenCalledWith([file]);
});
