/** The documents of this session. Their histories outlive the page that shows them. */
import { readDraft, removeDraft, writeDraft } from "../../app/drafts";
import { notifyProblem } from "../../ui/notify";
import { DesignDocument } from "./designDocument";
import { Editing } from "./editing";
import { type CanvasLayout, readLayout, writeLayout } from "./layout";
import { type Architecture, editArchitecture, type Operation, parseArchitecture } from "./queries";

export interface OpenDocument {
  document: DesignDocument;
  editing: Editing;
  /** What it was opened from or last saved as. */
  saved: Content;
}

/** As it is saved and kept as a draft: positions by row number. */
export interface Content {
  yaml: string;
  layout: Architecture["layout"];
}

/** What is kept of a document that is not saved. */
type Draft = Content & {
  /** Edits that were drawn, and that the server had not made yet; of rows that were called so. */
  pending?: { operations: Operation[]; ids: readonly string[] };
};

const open = new Map<string, OpenDocument>();

const draftKey = (name: string) => `architectures/${name}`;

/** The one that is open already, else one that begins with the draft, else with what is saved. */
export function openDocument({ name, yaml, layout }: Architecture): OpenDocument {
  const known = open.get(name);
  if (known) return known;
  const kept = readDraft<Draft | string>(draftKey(name)) ?? { yaml, layout };
  const draft: Draft = typeof kept === "string" ? { yaml: kept, layout } : kept; // once the text alone
  const { operations = [], ids = [] } = draft.pending ?? {};
  const start = { text: draft.yaml, layout: readLayout(draft.layout, ids), ids };
  const document = new DesignDocument(start);
  const editing = new Editing(document, { parse: parseArchitecture, edit: editArchitecture });
  const opened = { document, editing, saved: { yaml, layout } };
  open.set(name, opened);
  if (operations.length > 0) editing.resume(operations).catch(notifyProblem);
  return opened;
}

/** Its history and its draft are gone. */
export function forgetDocument(name: string): void {
  open.delete(name);
  removeDraft(draftKey(name));
}

/** It goes on under another name. */
export function renameDocument(name: string, next: string): void {
  const known = open.get(name);
  if (known) open.set(next, known);
  open.delete(name);
  removeDraft(draftKey(name));
}

/** Keeps what is not saved, and forgets the draft of what is. */
export function keepDraft(name: string, { document, editing, saved }: OpenDocument): void {
  const content = contentOf(document);
  const operations = [...editing.waiting.getState().operations];
  const { ids } = document;
  const key = draftKey(name);
  if (operations.length > 0 && ids.length > 0) {
    writeDraft<Draft>(key, { ...content, pending: { operations, ids } });
  } else if (isChanged(content, saved)) writeDraft<Draft>(key, content);
  else removeDraft(key);
}

export function isChanged(content: Content, saved: Content): boolean {
  return content.yaml !== saved.yaml || !sameLayout(content.layout, saved.layout);
}

/** While the text cannot be read, positions go by the rows of the last one that could. */
export function contentOf({ state, ids }: Pick<DesignDocument, "state" | "ids">): Content {
  const rows = state.parsed?.graph.nodes ?? unreadRows(state.layout, ids);
  return { yaml: state.text, layout: writeLayout(state.layout, rows) };
}

/** A text that has not been read yet has the rows that a first reading will give it. */
function unreadRows({ positions }: CanvasLayout, ids: readonly string[]) {
  const numbers = new Map(ids.map((id, index) => [id, index]));
  return Object.keys(positions).map((id) => ({
    id,
    index: numbers.get(id) ?? Number(id.slice(1)),
  }));
}

function sameLayout(a: Content["layout"], b: Content["layout"]): boolean {
  const plain = (one: Content["layout"]) => {
    const { positions = {}, arrangement = "lanes" } = one ?? {};
    const sorted = Object.entries(positions as object).sort(([x], [y]) => Number(x) - Number(y));
    return JSON.stringify([arrangement, sorted]);
  };
  return plain(a) === plain(b);
}
