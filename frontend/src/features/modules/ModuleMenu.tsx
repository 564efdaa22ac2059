import { ActionIcon, Menu } from "@mantine/core";
import { Copy, Download, Ellipsis, TextCursorInput, Trash2, Undo2 } from "lucide-react";
import { exportUrl } from "./queries";

interface ModuleMenuProps {
  name: string;
  /** It never was saved: there is nothing to export or delete. */
  fresh: boolean;
  unsaved: boolean;
  onRename: () => void;
  onDuplicate: () => void;
  onDiscard: () => void;
  onDelete: () => void;
}

/** What can be done with one's own module besides saving it. */
export function ModuleMenu(props: ModuleMenuProps) {
  const { name, fresh, unsaved, onRename, onDuplicate, onDiscard, onDelete } = props;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size={30} aria-label="More actions">
          <Ellipsis size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<TextCursorInput size={14} />} onClick={onRename}>
          Rename
        </Menu.Item>
        <Menu.Item leftSection={<Copy size={14} />} onClick={onDuplicate}>
          Duplicate
        </Menu.Item>
        {fresh ? (
          <Menu.Item leftSection={<Download size={14} />} disabled>
            Export as a file
          </Menu.Item>
        ) : (
          <Menu.Item
            component="a"
            href={exportUrl(name)}
            download={`${name}.zip`}
            leftSection={<Download size={14} />}
          >
            {unsaved ? "Export as saved" : "Export as a file"}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item leftSection={<Undo2 size={14} />} disabled={!unsaved} onClick={onDiscard}>
          Discard unsaved changes
        </Menu.Item>
        <Menu.Item
          color="red"
          leftSection={<Trash2 size={14} />}
          disabled={fresh}
          onClick={onDelete}
        >
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
