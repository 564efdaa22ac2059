import { useEffect } from "react";
import { isTyping } from "../../app/keys";
import type { Commands } from "./useCommands";

/**
 * Copy, cut and paste of rows through the system's clipboard, as lines of YAML. Where somebody
 * types or has marked some words, they mean what they always mean.
 */
export function useClipboard(commands: Commands): void {
  useEffect(() => {
    const onCopy = (event: ClipboardEvent) => {
      if (isTyping(event.target) || !getSelection()?.isCollapsed) return;
      const text = commands.copied();
      if (!text || !event.clipboardData) return;
      event.clipboardData.setData("text/plain", text);
      event.preventDefault();
      if (event.type === "cut") commands.remove();
    };
    const onPaste = (event: ClipboardEvent) => {
      if (isTyping(event.target)) return;
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (commands.paste(text)) event.preventDefault();
    };
    document.addEventListener("copy", onCopy);
    document.addEventListener("cut", onCopy);
    document.addEventListener("paste", onPaste);
    return () => {
      document.removeEventListener("copy", onCopy);
      document.removeEventListener("cut", onCopy);
      document.removeEventListener("paste", onPaste);
    };
  }, [commands]);
}
