import { act, renderHook } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { useGradual } from "./useGradual";

afterEach(() => vi.unstubAllGlobals());

const ids = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => String(from + at));

test("rows come a few in a frame, in their order, and those that are there stay", () => {
  let frame = () => {};
  vi.stubGlobal("requestAnimationFrame", (run: () => void) => {
    frame = run;
    return 1;
  });
  vi.stubGlobal("cancelAnimationFrame", () => {
    frame = () => {};
  });
  const { result, rerender } = renderHook(({ wanted }) => [...useGradual(wanted)], {
    initialProps: { wanted: ids(0, 10) },
  });
  expect(result.current).toEqual(ids(0, 3));
  act(() => frame());
  expect(result.current).toEqual(ids(0, 6));
  act(() => frame());
  expect(result.current).toEqual(ids(0, 9));
  act(() => frame());
  expect(result.current).toEqual(ids(0, 10));

  rerender({ wanted: ids(6, 16) }); // scrolled on
  expect(result.current).toEqual(ids(6, 13));
  act(() => frame());
  expect(result.current).toEqual(ids(6, 16));

  rerender({ wanted: ids(6, 16) }); // news: the same rows
  expect(result.current).toEqual(ids(6, 16));
});
