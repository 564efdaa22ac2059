import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useEffectEvent, useRef } from "react";
import type { CodeEditorProps, CodeMarker } from "./CodeEditor";
import { monaco } from "./monaco";

const SEVERITY = {
  error: monaco.MarkerSeverity.Error,
  warning: monaco.MarkerSeverity.Warning,
  hint: monaco.MarkerSeverity.Hint, // three faint dots: nothing is wrong
} as const;

const HANDED_OUT_KEPT = 100;

/** The editor behind `CodeEditor`; import that one. */
export function MonacoEditor(props: CodeEditorProps) {
  const { label, language, value, markers, readOnly = false, height = "100%", line, goTo } = props;
  const host = useRef<HTMLDivElement>(null);
  const editorRef = useRef<monaco.editor.IStandaloneCodeEditor>(null);
  const scheme = useComputedColorScheme();
  // What was handed out and has not come back as `value` yet: typing is quicker than drawing.
  const handedOut = useRef<string[]>([]);
  const takingOver = useRef(false);
  const changed = useEffectEvent((text: string) => {
    if (takingOver.current) return;
    handedOut.current = [...handedOut.current.slice(-HANDED_OUT_KEPT), text];
    props.onChange?.(text);
  });
  const moved = useEffectEvent((at: number) => {
    if (!takingOver.current) props.onLine?.(at);
  });
  const pressed = useEffectEvent((event: monaco.IKeyboardEvent) => {
    const { history } = props;
    if (!history || event.altKey || !(event.ctrlKey || event.metaKey)) return;
    const undo = event.keyCode === monaco.KeyCode.KeyZ && !event.shiftKey;
    const redo = event.keyCode === monaco.KeyCode.KeyY || event.keyCode === monaco.KeyCode.KeyZ;
    if (!undo && !redo) return;
    event.preventDefault();
    event.stopPropagation();
    if (undo) history.undo();
    else history.redo();
  });
  const create = useEffectEvent((element: HTMLElement) =>
    monaco.editor.create(element, {
      value,
      language,
      readOnly,
      ariaLabel: label,
      automaticLayout: true,
      fontFamily: "JetBrains Mono Variable, ui-monospace, monospace",
      fontSize: 13,
      lineHeight: 20,
      lineNumbersMinChars: 3,
      minimap: { enabled: false },
      occurrencesHighlight: "singleFile",
      overviewRulerBorder: false,
      padding: { top: 8, bottom: 8 },
      renderLineHighlight: "line",
      scrollBeyondLastLine: false,
      tabSize: language === "yaml" ? 2 : 4,
    }),
  );

  useEffect(() => {
    if (!host.current) return;
    const editor = create(host.current);
    editorRef.current = editor;
    editor.onDidChangeModelContent(() => changed(editor.getValue()));
    editor.onDidChangeCursorPosition((event) => moved(event.position.lineNumber));
    // Tab indents; Escape gives it back its meaning elsewhere until the editor is left.
    editor.onKeyDown((event) => {
      if (event.keyCode === monaco.KeyCode.Escape) editor.updateOptions({ tabFocusMode: true });
      pressed(event);
    });
    editor.onDidBlurEditorWidget(() => editor.updateOptions({ tabFocusMode: false }));
    return () => {
      editor.getModel()?.dispose();
      editor.dispose();
      editorRef.current = null;
    };
  }, []);

  useEffect(() => {
    monaco.editor.setTheme(`yolosmith-${scheme}`);
  }, [scheme]);

  useEffect(() => {
    editorRef.current?.updateOptions({ readOnly, ariaLabel: label });
  }, [readOnly, label]);

  useEffect(() => {
    const model = editorRef.current?.getModel();
    if (model) monaco.editor.setModelLanguage(model, language);
  }, [language]);

  useEffect(() => {
    const editor = editorRef.current;
    const model = editor?.getModel();
    if (!editor || !model) return;
    const echo = handedOut.current.lastIndexOf(value);
    handedOut.current = handedOut.current.slice(echo + 1);
    if (echo >= 0 || model.getValue() === value) return;
    // Somebody else's text: written as an edit of what differs, so that it can be undone and the
    // cursor stays at its words.
    const edit = editBetween(model, value);
    takingOver.current = true;
    model.pushEditOperations([], [edit], () => null);
    takingOver.current = false;
    if (editor.hasTextFocus()) {
      const start = model.getOffsetAt(edit.range.getStartPosition());
      const there = model.getPositionAt(
        start + (/[\r\n]/.exec(edit.text)?.index ?? edit.text.length),
      );
      editor.setPosition(there);
      editor.revealPositionInCenterIfOutsideViewport(there);
    }
  }, [value]);

  useEffect(() => {
    const model = editorRef.current?.getModel();
    if (!model) return;
    const shown = (markers ?? []).map((marker) => asMarker(marker, model));
    monaco.editor.setModelMarkers(model, "yolosmith", shown);
  }, [markers]);

  useEffect(() => {
    const editor = editorRef.current;
    if (!editor || !line || editor.getPosition()?.lineNumber === line) return;
    editor.setPosition({ lineNumber: line, column: 1 });
    editor.revealLineInCenterIfOutsideViewport(line);
  }, [line]);

  useEffect(() => {
    const editor = editorRef.current;
    if (!editor || !goTo) return;
    editor.setPosition({ lineNumber: goTo.line, column: goTo.column ?? 1 });
    editor.revealLineInCenterIfOutsideViewport(goTo.line);
    editor.focus();
  }, [goTo]);

  return <div ref={host} style={{ height, minHeight: 80 }} />;
}

/** The one replacement that makes the model say this text; line endings are the model's own. */
function editBetween(model: monaco.editor.ITextModel, text: string) {
  const before = model.getValue();
  const shorter = Math.min(before.length, text.length);
  let start = 0;
  while (start < shorter && before[start] === text[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === text.at(-1 - end)) end++;
  const range = monaco.Range.fromPositions(
    model.getPositionAt(start),
    model.getPositionAt(before.length - end),
  );
  return { range, text: text.slice(start, text.length - end) };
}

/** Marks a range, or the text of the line. A line past the end, as of a file cut short, is the last one. */
function asMarker(marker: CodeMarker, model: monaco.editor.ITextModel): monaco.editor.IMarkerData {
  const line = Math.min(Math.max(marker.line, 1), model.getLineCount());
  const start = marker.column ?? (model.getLineFirstNonWhitespaceColumn(line) || 1);
  return {
    message: marker.message,
    severity: SEVERITY[marker.severity],
    startLineNumber: line,
    endLineNumber: line,
    startColumn: start,
    endColumn: marker.endColumn ?? (marker.column ? start + 1 : model.getLineMaxColumn(line)),
  };
}
