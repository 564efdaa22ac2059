import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useEffectEvent, useRef } from "react";
import type { CodeDiffProps } from "./CodeDiff";
import { monaco } from "./monaco";
import "monaco-editor/features/diffEditor/register";

/** The editor behind `CodeDiff`; import that one. */
export function MonacoDiff({ labels, language, before, after, line }: CodeDiffProps) {
  const host = useRef<HTMLDivElement>(null);
  const editorRef = useRef<monaco.editor.IStandaloneDiffEditor>(null);
  const scheme = useComputedColorScheme();
  const create = useEffectEvent((element: HTMLElement) => {
    const editor = monaco.editor.createDiffEditor(element, {
      readOnly: true,
      originalEditable: false,
      automaticLayout: true,
      originalAriaLabel: labels.before,
      modifiedAriaLabel: labels.after,
      fontFamily: "JetBrains Mono Variable, ui-monospace, monospace",
      fontSize: 13,
      lineHeight: 20,
      lineNumbersMinChars: 3,
      minimap: { enabled: false },
      overviewRulerBorder: false,
      renderSideBySide: true,
      renderOverviewRuler: false,
      scrollBeyondLastLine: false,
      useInlineViewWhenSpaceIsLimited: false,
    });
    return editor;
  });

  useEffect(() => {
    if (!host.current) return;
    const editor = create(host.current);
    editorRef.current = editor;
    return () => {
      const model = editor.getModel();
      editor.dispose();
      model?.original.dispose();
      model?.modified.dispose();
      editorRef.current = null;
    };
  }, []);

  useEffect(() => {
    // The diff editor itself forgets its own options for these when others change.
    editorRef.current?.getOriginalEditor().updateOptions({ ariaLabel: labels.before });
    editorRef.current?.getModifiedEditor().updateOptions({ ariaLabel: labels.after });
  }, [labels.before, labels.after]);

  useEffect(() => {
    monaco.editor.setTheme(`yolosmith-${scheme}`);
  }, [scheme]);

  useEffect(() => {
    const editor = editorRef.current;
    if (!editor) return;
    const old = editor.getModel();
    editor.setModel({
      original: monaco.editor.createModel(before, language),
      modified: monaco.editor.createModel(after, language),
    });
    old?.original.dispose();
    old?.modified.dispose();
  }, [before, after, language]);

  useEffect(() => {
    const editor = editorRef.current;
    if (!editor || !line) return;
    const side = line.side === "after" ? editor.getModifiedEditor() : editor.getOriginalEditor();
    side.setPosition({ lineNumber: line.line, column: 1 });
    side.revealLineInCenterIfOutsideViewport(line.line);
  }, [line]);

  return <div ref={host} style={{ height: "100%", minHeight: 80 }} />;
}
