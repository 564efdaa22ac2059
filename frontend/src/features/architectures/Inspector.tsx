import { ManyPanel } from "./ManyPanel";
import { ModelPanel } from "./ModelPanel";
import { RowPanel } from "./RowPanel";
import type { Commands } from "./useCommands";
import type { Design } from "./useDesign";
import type { Selection } from "./useSelection";
import type { WireContext } from "./wires";

interface InspectorProps {
  text: string;
  design: Design;
  wiring: WireContext | undefined;
  selection: Selection;
  commands: Commands;
  readOnly: boolean;
}

/** What is known of the selection, and what can be changed: a row, several, or the whole. */
export function Inspector(props: InspectorProps) {
  const { text, design, wiring, selection, commands, readOnly } = props;
  const { lead, ids, select } = selection;
  const shared = { design, commands, readOnly, onSelect: select };
  const row = design.graph?.nodes.find((one) => one.id === lead);
  const card = design.cards.find((one) => one.id === lead);
  if (ids.size > 1) {
    return <ManyPanel {...shared} chosen={design.cards.filter((one) => ids.has(one.id))} />;
  }
  if (row && card && wiring) return <RowPanel {...shared} row={row} card={card} wiring={wiring} />;
  return <ModelPanel {...shared} text={text} />;
}
