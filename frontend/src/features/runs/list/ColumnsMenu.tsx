import { Button, Checkbox, Popover, ScrollArea, Text, TextInput } from "@mantine/core";
import { Columns3 } from "lucide-react";
import { memo, useState } from "react";
import { matches } from "../../../ui/matches";
import type { Run } from "../queries";
import classes from "./ColumnsMenu.module.css";
import { choices, columnOf } from "./columns";

interface ColumnsMenuProps {
  runs: readonly Run[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

const NO_DEFAULTS = new Map<string, unknown>();

/** Which measures, losses and arguments stand in the table. */
export const ColumnsMenu = memo(function ColumnsMenu(props: ColumnsMenuProps) {
  const { runs, chosen, onChange } = props;
  const [query, setQuery] = useState("");
  const [opened, setOpened] = useState(false);
  const groups = opened ? choices(runs) : { metrics: [], args: [] };
  return (
    <Popover
      position="bottom-end"
      width={280}
      opened={opened}
      onChange={setOpened}
      trapFocus
      withinPortal={false}
    >
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<Columns3 size={14} aria-hidden />}
          onClick={() => setOpened(!opened)}
        >
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="sm" aria-label="Columns">
        <TextInput
          aria-label="Search columns"
          placeholder="Search"
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          data-autofocus
        />
        <ScrollArea.Autosize mah={320} mt="sm" type="auto">
          <Choice
            title="Measures and losses"
            ids={groups.metrics}
            {...{ query, chosen, onChange }}
          />
          <Choice title="Arguments" ids={groups.args} {...{ query, chosen, onChange }} />
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
});

interface ChoiceProps extends Pick<ColumnsMenuProps, "chosen" | "onChange"> {
  title: string;
  ids: readonly string[];
  query: string;
}

function Choice({ title, ids, query, chosen, onChange }: ChoiceProps) {
  const found = ids.filter((id) => matches(query, `${id} ${columnOf(id, NO_DEFAULTS).label}`));
  if (found.length === 0) return null;
  return (
    <fieldset className={classes.group}>
      <Text component="legend" size="xs" c="dimmed">
        {title}
      </Text>
      {found.map((id) => (
        <Checkbox
          key={id}
          size="xs"
          label={columnOf(id, NO_DEFAULTS).label}
          checked={chosen.includes(id)}
          onChange={({ currentTarget }) =>
            onChange(currentTarget.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
          }
        />
      ))}
    </fieldset>
  );
}
