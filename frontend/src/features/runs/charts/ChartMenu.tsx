import { ActionIcon, Menu } from "@mantine/core";
import { EllipsisVertical } from "lucide-react";
import { type Ref, useState } from "react";
import { SIZES, type Size } from "./arrangement";

const SIZE_WORDS: Record<Size, string> = {
  normal: "Normal size",
  wide: "Two columns wide",
  full: "The whole width",
};

interface ChartMenuProps {
  label: string;
  /** Where all points are had as CSV. */
  csv: string;
  size: Size;
  /** Where the chart stands among the others. */
  place: "first" | "between" | "last";
  onTable: () => void;
  onPicture: () => void;
  onShift: (step: -1 | 1) => void;
  onSize: (size: Size) => void;
  onHide: () => void;
}

/** What can be done with a chart. The menu is made when it is first asked for: a page has many. */
export function ChartMenu(props: ChartMenuProps) {
  const { label, csv, size, place, onTable, onPicture, onShift, onSize, onHide } = props;
  const [asked, setAsked] = useState(false);
  if (!asked) return <MenuButton label={label} onClick={() => setAsked(true)} />;
  return (
    <Menu position="bottom-end" defaultOpened>
      <Menu.Target>
        <MenuButton label={label} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onTable}>Show as a table</Menu.Item>
        <Menu.Item onClick={onPicture}>Save as PNG</Menu.Item>
        <Menu.Item component="a" href={csv} download>
          Save as CSV, all points
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item disabled={place === "first"} onClick={() => onShift(-1)}>
          Move one place back
        </Menu.Item>
        <Menu.Item disabled={place === "last"} onClick={() => onShift(1)}>
          Move one place on
        </Menu.Item>
        {SIZES.filter((one) => one !== size).map((one) => (
          <Menu.Item key={one} onClick={() => onSize(one)}>
            {SIZE_WORDS[one]}
          </Menu.Item>
        ))}
        <Menu.Item onClick={onHide}>Hide</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface MenuButtonProps {
  label: string;
  onClick?: () => void;
  ref?: Ref<HTMLButtonElement>;
}

function MenuButton({ label, ...rest }: MenuButtonProps) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      aria-label={`Menu of ${label}`}
      aria-haspopup="menu"
      {...rest}
    >
      <EllipsisVertical size={14} aria-hidden />
    </ActionIcon>
  );
}
