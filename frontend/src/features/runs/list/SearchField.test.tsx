import { act, fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { show } from "../../../ui/testing";
import { SearchField } from "./SearchField";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("the list is searched at each key, the address follows when one pauses", () => {
  const searched: string[] = [];
  const rested: string[] = [];
  const field = (told: string) => (
    <SearchField
      className={undefined}
      told={told}
      onSearch={(text) => searched.push(text)}
      onRest={(text) => rested.push(text)}
    />
  );
  const { rerender } = show(field(""));
  const input = screen.getByRole<HTMLInputElement>("textbox", { name: "Search runs" });
  const type = (value: string) => fireEvent.change(input, { target: { value } });
  type("d");
  type("di");
  expect(searched.slice(-2)).toEqual(["d", "di"]);
  expect(rested).toEqual([]);
  act(() => vi.advanceTimersByTime(300));
  expect(rested).toEqual(["di"]);

  type("dig"); // before the address has said "di"
  rerender(field("di"));
  expect(input.value).toBe("dig");

  rerender(field("tag:baseline")); // a link
  expect(input.value).toBe("tag:baseline");
  act(() => vi.advanceTimersByTime(300));
  expect(rested).toEqual(["di"]);
  expect(searched.at(-1)).toBe("tag:baseline");
});
