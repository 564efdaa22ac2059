import { ActionIcon } from "@mantine/core";
import { Workflow } from "lucide-react";

/** Opens the graph of the model, to freeze rows on it. */
export function FreezeButton({ disabled, onClick }: { disabled: boolean; onClick: () => void }) {
  return (
    <ActionIcon
      variant="default"
      size={26}
      aria-label="Choose the frozen rows on the graph"
      title={disabled ? "Choose a model first" : "Choose on the graph"}
      disabled={disabled}
      onClick={onClick}
    >
      <Workflow size={14} aria-hidden />
    </ActionIcon>
  );
}
