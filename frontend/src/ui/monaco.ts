/** The parts of Monaco that are used: the editor itself, Python and YAML, and a worker. */
import * as monaco from "monaco-editor/editor";
import EditorWorker from "monaco-editor/editor/editor.worker?worker";
import "monaco-editor/features/bracketMatching/register";
import "monaco-editor/features/caretOperations/register";
import "monaco-editor/features/clipboard/register";
import "monaco-editor/features/codicon/register";
import "monaco-editor/features/codeEditor/register";
import "monaco-editor/features/comment/register";
import "monaco-editor/features/contextmenu/register";
import "monaco-editor/features/cursorUndo/register";
import "monaco-editor/features/find/register";
import "monaco-editor/features/folding/register";
import "monaco-editor/features/gotoError/register";
import "monaco-editor/features/hover/register";
import "monaco-editor/features/indentation/register";
import "monaco-editor/features/linesOperations/register";
import "monaco-editor/features/multicursor/register";
import "monaco-editor/features/smartSelect/register";
import "monaco-editor/features/suggest/register";
import "monaco-editor/features/toggleTabFocusMode/register";
import "monaco-editor/features/wordHighlighter/register";
import "monaco-editor/features/wordOperations/register";
import "monaco-editor/languages/definitions/python/register";
import "monaco-editor/languages/definitions/yaml/register";

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };

// Ctrl Enter belongs to the page: "Check", where there is something to check.
monaco.editor.addKeybindingRule({
  keybinding: monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter,
  command: "-editor.action.insertLineAfter",
});

// Monaco takes no CSS variables: these are --ys-surface and --ys-muted of `theme.css`.
/** Colours of a difference: faint for the line, once more where its text differs. */
function changes(added: string, removed: string) {
  return {
    "diffEditor.insertedLineBackground": added,
    "diffEditor.insertedTextBackground": added,
    "diffEditor.removedLineBackground": removed,
    "diffEditor.removedTextBackground": removed,
  };
}

monaco.editor.defineTheme("yolosmith-light", {
  base: "vs",
  inherit: true,
  rules: [
    { token: "comment", foreground: "57616c" },
    // Darker than Monaco's: legible on the colours of a difference, too.
    { token: "number", foreground: "05603a" },
    { token: "type", foreground: "006064" },
  ],
  colors: {
    "editor.background": "#ffffff",
    "editorLineNumber.foreground": "#57616c",
    "editorLineNumber.dimmedForeground": "#57616c",
    ...changes("#1a7f3718", "#cf222e18"),
  },
});

monaco.editor.defineTheme("yolosmith-dark", {
  base: "vs-dark",
  inherit: true,
  rules: [{ token: "comment", foreground: "9aa5b1" }],
  colors: {
    "editor.background": "#1b2026",
    "editorLineNumber.foreground": "#9aa5b1",
    "editorLineNumber.dimmedForeground": "#9aa5b1",
    ...changes("#3fb95010", "#f8514910"),
  },
});

export { monaco };
