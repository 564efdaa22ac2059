import { afterEach, expect, test } from "vitest";
import { keyCaps, pressed } from "./keys";

function press(init: KeyboardEventInit, where: HTMLElement = document.body): KeyboardEvent {
  if (where !== document.body) document.body.append(where);
  const event = new KeyboardEvent("keydown", { bubbles: true, ...init });
  where.dispatchEvent(event);
  return event;
}

afterEach(() => document.body.replaceChildren());

test("keys with Ctrl count everywhere, plain ones not while typing", () => {
  const field = document.createElement("input");
  expect(pressed("mod+S", press({ key: "s", ctrlKey: true }, field))).toBe(true);
  expect(pressed("N", press({ key: "n" }, field))).toBe(false);
  const box = document.createElement("div");
  box.setAttribute("role", "textbox"); // Monaco is one
  expect(pressed("N", press({ key: "n" }, box))).toBe(false);
  expect(pressed("N", press({ key: "n" }))).toBe(true);
});

test("other modifiers make other keys", () => {
  expect(pressed("S", press({ key: "s", ctrlKey: true }))).toBe(false);
  expect(pressed("mod+Z", press({ key: "Z", ctrlKey: true, shiftKey: true }))).toBe(false);
  expect(pressed("mod+shift+Z", press({ key: "Z", ctrlKey: true, shiftKey: true }))).toBe(true);
  expect(pressed("?", press({ key: "?", shiftKey: true }))).toBe(true);
  expect(keyCaps("mod+shift+z")).toEqual(["Ctrl", "Shift", "Z"]);
});

test("keys that fields know themselves are theirs while one types", () => {
  const field = document.createElement("input");
  expect(pressed("mod+Z", press({ key: "z", ctrlKey: true }, field))).toBe(false);
  expect(pressed("mod+A", press({ key: "a", ctrlKey: true }, field))).toBe(false);
  expect(pressed("mod+Z", press({ key: "z", ctrlKey: true }))).toBe(true);
});

test.each(["checkbox", "radio"])("a %s has its own keys and no others", (type) => {
  const choice = document.createElement("input");
  choice.type = type;
  expect(pressed("C", press({ key: "c" }, choice))).toBe(true);
  expect(pressed("mod+A", press({ key: "a", ctrlKey: true }, choice))).toBe(true);
  expect(pressed("ArrowDown", press({ key: "ArrowDown" }, choice))).toBe(false);
  expect(pressed(" ", press({ key: " " }, choice))).toBe(false);
});

test("several keys may do the same", () => {
  expect(pressed("Delete|Backspace", press({ key: "Backspace" }))).toBe(true);
  expect(pressed("Delete|Backspace", press({ key: "Enter" }))).toBe(false);
  expect(keyCaps("alt+ArrowUp|U")).toEqual(["Alt", "↑"]);
});
