import { Modal, type ModalProps } from "@mantine/core";
import { useEffect, useState } from "react";

/**
 * A dialog for as long as it is drawn. When it goes, the focus is where it was when it came: Mantine's own way back is only
 * for dialogs that stay in the page while they are closed.
 */
export function Dialog(props: Omit<ModalProps, "opened">) {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // Not where something else has it by now: another dialog, or a field of another page.
      const lost = document.activeElement === document.body;
      if (lost && before instanceof HTMLElement) before.focus({ preventScroll: true });
    },
    [before],
  );
  return <Modal {...props} opened />;
}
