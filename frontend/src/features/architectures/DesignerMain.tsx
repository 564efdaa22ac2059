import { ActionIcon, Button, Menu, Tooltip } from "@mantine/core";
import {
  Blocks,
  Copy,
  Ellipsis,
  GitCompare,
  PanelBottom,
  PencilLine,
  Redo2,
  Save,
  Trash2,
  Undo2,
  X,
} from "lucide-react";
import type { Commands } from "./useCommands";

interface DesignerMainProps {
  preset: boolean;
  unsaved: boolean;
  saving: boolean;
  canUndo: boolean;
  canRedo: boolean;
  commands: Commands;
  textShown: boolean;
  onText: () => void;
  /** Where the palette is not shown all the time. */
  onPalette: (() => void) | undefined;
  onSave: () => void;
  onCopy: () => void;
  onRename: () => void;
  onCompare: () => void;
  onCompareSaved: () => void;
  onDiscard: () => void;
  onDelete: () => void;
}

/** The right end of the title row. */
export function DesignerMain(props: DesignerMainProps) {
  const { preset, unsaved, saving, canUndo, canRedo, commands, textShown, onPalette } = props;
  return (
    <>
      {onPalette && <Tool label="Palette" icon={Blocks} onClick={onPalette} />}
      <Tool
        label={textShown ? "Hide the text (Y)" : "Show the text (Y)"}
        icon={PanelBottom}
        onClick={props.onText}
      />
      {preset ? (
        <>
          <Tool label="Compare with…" icon={GitCompare} onClick={props.onCompare} />
          <Button leftSection={<Copy size={14} />} onClick={props.onCopy}>
            Copy to edit
          </Button>
        </>
      ) : (
        <>
          <Tool label="Undo (Ctrl Z)" icon={Undo2} disabled={!canUndo} onClick={commands.undo} />
          <Tool
            label="Redo (Ctrl Shift Z)"
            icon={Redo2}
            disabled={!canRedo}
            onClick={commands.redo}
          />
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="default" size={30} aria-label="More actions">
                <Ellipsis size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<PencilLine size={14} />} onClick={props.onRename}>
                Rename
              </Menu.Item>
              <Menu.Item leftSection={<Copy size={14} />} onClick={props.onCopy}>
                Duplicate
              </Menu.Item>
              <Menu.Item leftSection={<GitCompare size={14} />} onClick={props.onCompare}>
                Compare with…
              </Menu.Item>
              <Menu.Item
                leftSection={<GitCompare size={14} />}
                disabled={!unsaved}
                onClick={props.onCompareSaved}
              >
                Compare with saved
              </Menu.Item>
              <Menu.Item
                leftSection={<X size={14} />}
                disabled={!unsaved}
                onClick={props.onDiscard}
              >
                Discard unsaved changes
              </Menu.Item>
              <Menu.Item color="red" leftSection={<Trash2 size={14} />} onClick={props.onDelete}>
                Delete
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
          <Button
            leftSection={<Save size={14} />}
            loading={saving}
            disabled={!unsaved}
            onClick={props.onSave}
          >
            Save
          </Button>
        </>
      )}
    </>
  );
}

interface ToolProps {
  label: string;
  icon: typeof Save;
  disabled?: boolean;
  onClick: () => void;
}

function Tool({ label, icon: Icon, disabled = false, onClick }: ToolProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="default"
        size={30}
        aria-label={label}
        disabled={disabled}
        onClick={onClick}
      >
        <Icon size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
