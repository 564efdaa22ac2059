import { Button, Group, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import { Dialog } from "../../../ui/Dialog";
import { architecturesQuery } from "../queries";

interface CompareDialogProps {
  /** Of what is compared. */
  name: string;
  onClose: () => void;
}

/** Asks with which other architecture, and goes there. */
export function CompareDialog({ name, onClose }: CompareDialogProps) {
  const navigate = useNavigate();
  const others = (useQuery(architecturesQuery).data ?? []).filter((one) => one.name !== name);
  const names = (preset: boolean) =>
    others.filter((one) => one.preset === preset).map((one) => one.name);
  const [other, setOther] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (other) void navigate(`/architectures/${other}/diff/${name}`);
  };
  return (
    <Dialog onClose={onClose} title={`Compare ${name}`}>
      <form onSubmit={submit}>
        <Select
          label="With"
          placeholder="An architecture"
          data-autofocus
          searchable
          nothingFoundMessage="Nothing matches"
          maxDropdownHeight={320}
          data={[
            ...(names(false).length > 0 ? [{ group: "Yours", items: names(false) }] : []),
            { group: "Presets", items: names(true) },
          ]}
          value={other}
          onChange={setOther}
        />
        <Group justify="end" mt="lg">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!other}>
            Compare
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
