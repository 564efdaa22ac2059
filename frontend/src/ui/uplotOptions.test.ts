import { expect, test } from "vitest";
import { colourOf } from "./uplotOptions";

test("a line's colour is one that a canvas can draw with, whether it is named or not", () => {
  document.documentElement.style.setProperty("--ys-text", "#1b2733");
  document.documentElement.style.setProperty("--ys-backbone", "#2f6f8f");
  expect(colourOf({ name: "all", values: [], colour: "text" }, 0)).toBe("#1b2733");
  expect(colourOf({ name: "first", values: [] }, 0)).toBe("#2f6f8f");
});
