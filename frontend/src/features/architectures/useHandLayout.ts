import { useEffect, useEffectEvent, useState } from "react";
import { useDraft } from "../../app/drafts";
import { AUTOMATIC, type HandLayout, readLayout, writeLayout } from "./positions";
import type { Architecture, Row } from "./queries";

/**
 * How the rows of an architecture are arranged, and which were moved by hand. Kept as a draft
 * beside that of the text; `saved` is what belongs into the file.
 */
export function useHandLayout(architecture: Architecture, rows: readonly Row[] | undefined) {
  const draft = useDraft<Architecture["layout"]>(
    `layouts/${architecture.name}`,
    architecture.layout,
  );
  const [hand, setHand] = useState<HandLayout>();
  const current = hand ?? (rows ? readLayout(draft.value, rows) : AUTOMATIC);

  const keep = useEffectEvent(() => {
    // Also when rows come and go: the draft names them by their index.
    if (hand && rows && !architecture.preset) draft.edit(writeLayout(hand, rows));
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever one of both is another
  useEffect(() => keep(), [hand, rows]);

  return { hand: current, setHand, changed: draft.changed, discard: draft.discard };
}
