import { useLocalStorage, useMediaQuery } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { useStore } from "zustand";
import { type Action, useActions } from "../../app/actions";
import { Page } from "../../app/Page";
import { CodeEditor } from "../../ui/CodeEditor";
import { ErrorState } from "../../ui/ErrorState";
import { notifyProblem } from "../../ui/notify";
import { BlockSkeleton } from "../../ui/Skeletons";
import { Canvas } from "./Canvas";
import { CopyDialog } from "./CopyDialog";
import classes from "./Designer.module.css";
import { DesignerMain } from "./DesignerMain";
import { Drawer } from "./Drawer";
import { editingActions } from "./designerActions";
import { CompareDialog } from "./diff/CompareDialog";
import { contentOf } from "./documents";
import { nextFinding } from "./findings";
import { Inspector } from "./Inspector";
import { LatencyDialog } from "./latency/LatencyDialog";
import { withLatency } from "./latency/latency";
import { useLatency } from "./latency/useLatency";
import { Palette } from "./Palette";
import { type Architecture, architectureQuery, saveArchitecture } from "./queries";
import { RenameDialog } from "./RenameDialog";
import { ScaleStrip } from "./ScaleStrip";
import { Undrawn } from "./Undrawn";
import { useClipboard } from "./useClipboard";
import { useCommands } from "./useCommands";
import { useDeletion } from "./useDeletion";
import { useDesign } from "./useDesign";
import { useDocument } from "./useDocument";
import { useSelection } from "./useSelection";
import { useView } from "./useView";

/** Drawing and text of one architecture: two views of the text, with one selection. */
export function Designer({ architecture }: { architecture: Architecture }) {
  const { name, preset } = architecture;
  const client = useQueryClient();
  const navigate = useNavigate();
  const { document, editing, state, content, changed, discard, ...history } =
    useDocument(architecture);
  const { text } = state;
  const [view, setView] = useView();
  const design = useDesign(document, editing, view);
  const { scale } = design;
  const [query, setQuery] = useState("");
  const [dialog, setDialog] = useState<"copy" | "rename" | "compare" | "latency" | null>(null);
  const timing = useLatency(
    text,
    useMemo(() => ({ ...view, scale }), [view, scale]),
  );
  const cards = useMemo(
    () => withLatency(design.cards, timing.latency),
    [design.cards, timing.latency],
  );
  const [textShown, setTextShown] = useLocalStorage({
    key: "yolosmith.designer.text",
    defaultValue: true,
    getInitialValueInEffect: false,
  });
  const paletteField = useRef<HTMLInputElement>(null);
  const inspector = useRef<HTMLDivElement>(null);
  const narrow = useMediaQuery("(max-width: 900px)", false, { getInitialValueInEffect: false });
  const [paletteOpen, setPaletteOpen] = useState(false);
  const selection = useSelection(design.graph?.nodes);
  const commands = useCommands({ document, editing, design, selection, readOnly: preset });
  useClipboard(commands);

  const { graph, modules, inspected } = design;
  const wiring = useMemo(() => graph && { graph, modules, inspected }, [graph, modules, inspected]);

  const save = useMutation({
    mutationFn: async () => {
      await editing.settled();
      const { yaml, layout } = contentOf(document);
      // Without a layout the saved one would stay, and rows stand where they no longer do.
      return saveArchitecture(name, { yaml, layout: layout ?? {} });
    },
    onSuccess: async (saved) => {
      client.setQueryData(architectureQuery(name).queryKey, saved);
      await client.invalidateQueries({ queryKey: ["architectures"], exact: true });
    },
    onError: notifyProblem,
  });
  const { mutate: saveNow, isPending: saving } = save;
  const { mutate: deleteNow } = useDeletion();
  const editsOnTheirWay = useStore(editing.waiting).jobs > 0;
  const unsaved = !preset && (changed || editsOnTheirWay);

  const pageActions = useMemo<Action[]>(
    () => [
      { label: "Save", keys: "mod+S", run: () => !preset && saveNow() },
      {
        label: preset ? "Copy to edit" : "Duplicate this architecture",
        keys: "D",
        run: () => setDialog("copy"),
      },
      { label: "Compare with…", run: () => setDialog("compare") },
      {
        label: "Compare with saved",
        run: () => void navigate(`/architectures/${name}/diff/${name}?draft`),
        disabled: !unsaved,
      },
      { label: "Rename", keys: "F2", run: () => setDialog("rename"), disabled: preset },
      { label: "Discard unsaved changes", run: discard, disabled: !unsaved },
      {
        label: "Delete this architecture",
        run: () => deleteNow(architecture, { onSuccess: () => void navigate("/architectures") }),
        disabled: preset,
      },
    ],
    [name, preset, unsaved, saveNow, deleteNow, discard, architecture, navigate],
  );

  const { lead, choose, select } = selection;
  const { canUndo, canRedo } = history;
  const { findings } = design;
  const edits = useMemo(
    () =>
      editingActions({
        commands,
        editable: !preset,
        onSelectAll: () => choose(graph?.nodes.map((row) => row.id) ?? [], lead),
        onClear: () => select(null),
        onNextFinding: (step) => {
          const from = graph?.nodes.find((row) => row.id === lead)?.index ?? null;
          const next = nextFinding(findings, from, step);
          if (next !== null) select(next);
        },
        onPalette: () => {
          setPaletteOpen(true);
          paletteField.current?.focus();
        },
        onText: () => setTextShown((shown) => !shown),
      }),
    [commands, preset, graph, lead, choose, select, findings, setTextShown],
  );
  useActions("Editing", edits);

  // On a narrow page the palette is there only when it is asked for.
  const withPalette = !narrow || paletteOpen;
  useEffect(() => {
    if (narrow && paletteOpen) paletteField.current?.focus();
  }, [narrow, paletteOpen]);

  return (
    <Page
      title={name}
      fill
      actions={pageActions}
      beside={
        <span className={classes.state} role="status">
          {preset ? (
            "Preset, read-only"
          ) : unsaved ? (
            <span className={classes.unsaved}>Unsaved changes</span>
          ) : (
            "Saved"
          )}
        </span>
      }
      main={
        <DesignerMain
          preset={preset}
          unsaved={unsaved}
          saving={saving}
          canUndo={canUndo}
          canRedo={canRedo}
          commands={commands}
          textShown={textShown}
          onText={() => setTextShown((shown) => !shown)}
          onPalette={narrow ? () => setPaletteOpen((open) => !open) : undefined}
          onSave={() => saveNow()}
          onCopy={() => setDialog("copy")}
          onRename={() => setDialog("rename")}
          onCompare={() => setDialog("compare")}
          onCompareSaved={() => void navigate(`/architectures/${name}/diff/${name}?draft`)}
          onDiscard={discard}
          onDelete={() =>
            deleteNow(architecture, { onSuccess: () => void navigate("/architectures") })
          }
        />
      }
    >
      <div className={classes.desk} data-palette={withPalette || undefined}>
        {withPalette && (
          <Palette
            catalog={design.catalog}
            field={paletteField}
            disabled={preset}
            onInsert={commands.insertHere}
          />
        )}
        <div className={classes.drawing}>
          {design.behind && (
            <div className={classes.behind} role="progressbar" aria-label="Computing the shapes" />
          )}
          {design.undrawn ? (
            <Undrawn rows={design.undrawn} />
          ) : wiring ? (
            <Canvas
              graph={wiring.graph}
              cards={cards}
              selection={selection}
              commands={commands}
              wiring={wiring}
              readOnly={preset}
              onEnter={() => focusFirstField(inspector.current)}
              query={query}
              onQuery={setQuery}
              hand={state.layout}
              onHand={(layout) => document.arrange(layout)}
              name={name}
              onLatency={() => setDialog("latency")}
            />
          ) : design.unreadable ? (
            <ErrorState error={design.unreadable} />
          ) : (
            <BlockSkeleton height="100%" />
          )}
        </div>
        <div ref={inspector} className={classes.inspector}>
          <Inspector
            text={text}
            design={design}
            wiring={wiring}
            selection={selection}
            commands={commands}
            readOnly={preset}
          />
        </div>
      </div>
      {textShown && (
        <Drawer label="Text">
          <div className={classes.editor}>
            <CodeEditor
              label={`YAML of ${name}`}
              language="yaml"
              value={text}
              onChange={(typed) => document.type(typed)}
              readOnly={preset}
              markers={design.markers}
              line={selection.line}
              onLine={selection.onLine}
              history={commands}
            />
          </div>
        </Drawer>
      )}
      {design.trouble && (
        <div className={classes.problem} role="alert">
          {design.trouble}
        </div>
      )}
      <ScaleStrip
        scales={design.graph?.scales ?? []}
        totals={design.totals}
        chosen={design.inspection?.totals}
        classes={design.graph?.nc ?? null}
        view={{ ...view, scale: design.scale }}
        onView={setView}
      />
      {dialog === "copy" && (
        <CopyDialog
          name={name}
          yaml={text}
          layout={content.layout}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === "compare" && <CompareDialog name={name} onClose={() => setDialog(null)} />}
      {dialog === "latency" && (
        <LatencyDialog
          state={timing}
          cards={design.cards}
          view={{ ...view, scale }}
          onSelect={selection.select}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === "rename" && (
        <RenameDialog architecture={architecture} onClose={() => setDialog(null)} />
      )}
    </Page>
  );
}

/** The first argument of the row that the panel shows. */
function focusFirstField(inspector: HTMLElement | null): void {
  const field = inspector?.querySelector<HTMLElement>("[data-arguments] :is(input, select)");
  const other = inspector?.querySelector<HTMLElement>("input, select, button");
  (field ?? other)?.focus();
}
