import { Button, Group, Modal, Radio, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import { useDraftNames, writeDraft } from "../../app/drafts";
import { nameProblem } from "./names";
import { type ModuleText, modulesQuery } from "./queries";
import { TEMPLATES } from "./templates";

const SUGGESTED = "MyBlock";

/** Asks for a name and a template. What is made is a draft until it is saved. */
export function NewModuleDialog({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const saved = useQuery(modulesQuery).data ?? [];
  const taken = [...saved.map((one) => one.name), ...useDraftNames("modules")];
  const [name, setName] = useState(SUGGESTED);
  const [chosen, setChosen] = useState("convolution");
  const problem = nameProblem(name, taken);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const template = TEMPLATES.find((one) => one.id === chosen);
    if (problem || !template) return;
    const { category, contract, source } = template;
    const text: ModuleText = { source: source(name), description: "", category, contract };
    writeDraft(`modules/${name}`, text);
    void navigate(`/modules/${name}`);
  };
  return (
    <Modal opened onClose={onClose} title="New module" size="lg">
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            label="Name of the class"
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={name ? problem : null}
            spellCheck={false}
          />
          <Radio.Group label="Begin with" value={chosen} onChange={setChosen}>
            <Stack gap="sm" mt="xs">
              {TEMPLATES.map(({ id, title, what }) => (
                <Radio key={id} value={id} label={title} description={what} />
              ))}
            </Stack>
          </Radio.Group>
          <Group justify="end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={problem !== null}>
              Write it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
