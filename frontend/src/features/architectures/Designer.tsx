import { ActionIcon, Button, Menu } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Copy, Ellipsis, Save, Trash2, Undo2 } from "lucide-react";
import { useMemo, useState } from "react";
import { useNavigate } from "react-router";
import type { Action } from "../../app/actions";
import { useDraft } from "../../app/drafts";
import { Page } from "../../app/Page";
import { CodeEditor } from "../../ui/CodeEditor";
import { ErrorState } from "../../ui/ErrorState";
import { notifyProblem } from "../../ui/notify";
import { BlockSkeleton } from "../../ui/Skeletons";
import { Canvas } from "./Canvas";
import { CopyDialog } from "./CopyDialog";
import classes from "./Designer.module.css";
import { ModelPanel } from "./ModelPanel";
import { writeLayout } from "./positions";
import { type Architecture, architectureQuery, saveArchitecture } from "./queries";
import { RowPanel } from "./RowPanel";
import { ScaleStrip } from "./ScaleStrip";
import { useDeletion } from "./useDeletion";
import { useDesign } from "./useDesign";
import { useHandLayout } from "./useHandLayout";
import { useSelection } from "./useSelection";
import { useView } from "./useView";

/** Drawing and text of one architecture: two views of the text, with one selection. */
export function Designer({ architecture }: { architecture: Architecture }) {
  const { name, preset } = architecture;
  const client = useQueryClient();
  const navigate = useNavigate();
  const draft = useDraft(`architectures/${name}`, architecture.yaml);
  const text = preset ? architecture.yaml : draft.value;
  const [view, setView] = useView();
  const design = useDesign(text, view);
  const placing = useHandLayout(architecture, design.graph?.nodes);
  const [query, setQuery] = useState("");
  const [copying, setCopying] = useState(false);
  const selection = useSelection(design.graph?.nodes);
  const selected = design.cards.find((card) => card.id === selection.id);

  const save = useMutation({
    mutationFn: () =>
      saveArchitecture(name, {
        yaml: text,
        layout: writeLayout(placing.hand, design.graph?.nodes ?? []),
      }),
    onSuccess: async (saved) => {
      client.setQueryData(architectureQuery(name).queryKey, saved);
      if (saved.yaml === draft.value) draft.discard();
      placing.discard();
      await client.invalidateQueries({ queryKey: ["architectures"], exact: true });
    },
    onError: notifyProblem,
  });
  const deletion = useDeletion();

  const { mutate: saveNow, isPending: saving } = save;
  const { mutate: deleteNow } = deletion;
  const unsaved = !preset && (draft.changed || placing.changed);
  const actions = useMemo<Action[]>(
    () => [
      { label: "Save", keys: "mod+S", run: () => unsaved && saveNow() },
      { label: preset ? "Copy to edit" : "Duplicate", keys: "D", run: () => setCopying(true) },
      { label: "Discard unsaved changes", run: draft.discard, disabled: !unsaved },
      {
        label: "Delete",
        run: () => deleteNow(architecture, { onSuccess: () => void navigate("/architectures") }),
        disabled: preset,
      },
    ],
    [preset, unsaved, saveNow, deleteNow, draft.discard, architecture, navigate],
  );

  return (
    <Page
      title={name}
      fill
      actions={actions}
      beside={
        preset ? (
          <span className={classes.state}>Preset, read-only</span>
        ) : (
          <span className={classes.state} role="status">
            {unsaved ? <span className={classes.unsaved}>Unsaved changes</span> : "Saved"}
          </span>
        )
      }
      main={
        preset ? (
          <Button leftSection={<Copy size={14} />} onClick={() => setCopying(true)}>
            Copy to edit
          </Button>
        ) : (
          <>
            <OtherActions
              unsaved={unsaved}
              onDuplicate={() => setCopying(true)}
              onDiscard={draft.discard}
              onDelete={() =>
                deleteNow(architecture, { onSuccess: () => void navigate("/architectures") })
              }
            />
            <Button
              leftSection={<Save size={14} />}
              loading={saving}
              disabled={!unsaved}
              onClick={() => saveNow()}
            >
              Save
            </Button>
          </>
        )
      }
    >
      <div className={classes.desk}>
        <div className={classes.drawing}>
          {design.behind && (
            <div className={classes.behind} role="progressbar" aria-label="Computing the shapes" />
          )}
          {design.graph ? (
            <Canvas
              graph={design.graph}
              cards={design.cards}
              selected={selection.id}
              onSelect={selection.select}
              query={query}
              onQuery={setQuery}
              hand={placing.hand}
              onHand={placing.setHand}
            />
          ) : design.unreadable ? (
            <ErrorState error={design.unreadable} />
          ) : (
            <BlockSkeleton height="100%" />
          )}
        </div>
        <div className={classes.side}>
          <div className={classes.text}>
            <div className={classes.editor}>
              <CodeEditor
                label={`YAML of ${name}`}
                language="yaml"
                value={text}
                onChange={draft.edit}
                readOnly={preset}
                markers={design.markers}
                line={selection.line}
                onLine={selection.onLine}
              />
            </div>
            {design.trouble && (
              <div className={classes.problem} role="alert">
                {design.trouble}
              </div>
            )}
          </div>
          <div className={classes.panel}>
            {selected && design.graph ? (
              <RowPanel
                card={selected}
                graph={design.graph}
                cards={design.cards}
                inspection={design.inspection}
                onSelect={selection.select}
              />
            ) : (
              <ModelPanel
                cards={design.cards}
                inspection={design.inspection}
                onSelect={selection.select}
              />
            )}
          </div>
        </div>
      </div>
      <ScaleStrip
        scales={design.graph?.scales ?? []}
        totals={design.totals}
        chosen={design.inspection?.totals}
        classes={design.graph?.nc ?? null}
        view={{ ...view, scale: design.scale }}
        onView={setView}
      />
      {copying && <CopyDialog name={name} yaml={text} onClose={() => setCopying(false)} />}
    </Page>
  );
}

interface OtherActionsProps {
  unsaved: boolean;
  onDuplicate: () => void;
  onDiscard: () => void;
  onDelete: () => void;
}

function OtherActions({ unsaved, onDuplicate, onDiscard, onDelete }: OtherActionsProps) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size={30} aria-label="More actions">
          <Ellipsis size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Copy size={14} />} onClick={onDuplicate}>
          Duplicate
        </Menu.Item>
        <Menu.Item leftSection={<Undo2 size={14} />} disabled={!unsaved} onClick={onDiscard}>
          Discard unsaved changes
        </Menu.Item>
        <Menu.Item color="red" leftSection={<Trash2 size={14} />} onClick={onDelete}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
