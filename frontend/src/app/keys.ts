const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);

/**
 * Whether the event is of these keys, or of others that do the same: "Delete|Backspace". Plain keys
 * do not count while somebody is typing.
 */
export function pressed(keys: string, event: KeyboardEvent): boolean {
  return keys.split("|").some((one) => isOf(one, event));
}

function isOf(keys: string, event: KeyboardEvent): boolean {
  const parts = keys.split("+");
  const key = parts.at(-1) ?? "";
  const mod = parts.includes("mod");
  if (event.key.toLowerCase() !== key.toLowerCase()) return false;
  if (mod !== (IS_MAC ? event.metaKey : event.ctrlKey)) return false;
  if (parts.includes("alt") !== event.altKey) return false;
  // A sign such as "?" needs Shift on some keyboards and none on others.
  const isSign = key.length === 1 && !/[a-z0-9]/i.test(key);
  if (!isSign && parts.includes("shift") !== event.shiftKey) return false;
  if (isChoice(event.target)) return !CHOICE_KEYS.test(event.key);
  return (mod && !FIELD_KEYS.test(key)) || !isTyping(event.target);
}

/** With Ctrl they belong to the field in which somebody types: all, copy, cut, paste, undo, redo … */
const FIELD_KEYS = /^[acdvxyz]$/i;

const CHOICE = "input[type=checkbox], input[type=radio]";

/** They choose and tick there; nothing is typed. */
const CHOICE_KEYS = /^( |Arrow.*)$/;

function isChoice(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches(CHOICE);
}

const TYPING = "input, textarea, select, [contenteditable], [role=textbox], .monaco-editor";

/** Whether an event comes from where one types. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && !isChoice(target) && target.closest(TYPING) !== null;
}

/** The keys, the first ones of several, as they stand on the keyboard: "mod+S" → ["Ctrl", "S"]. */
export function keyCaps(keys: string): string[] {
  const names: Record<string, string> = {
    mod: IS_MAC ? "⌘" : "Ctrl",
    shift: IS_MAC ? "⇧" : "Shift",
    alt: IS_MAC ? "⌥" : "Alt",
    ArrowUp: "↑",
    ArrowDown: "↓",
    Escape: "Esc",
  };
  const [first = ""] = keys.split("|");
  return first
    .split("+")
    .map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part));
}
