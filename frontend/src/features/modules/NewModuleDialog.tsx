import { Button, Group, Radio, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { useDraftNames, writeDraft } from "../../app/drafts";
import { Dialog } from "../../ui/Dialog";
import { ErrorState } from "../../ui/ErrorState";
import { BlockSkeleton } from "../../ui/Skeletons";
import { EMPTY } from "./moduleText";
import { freeName, nameProblem } from "./names";
import { type ModuleText, modulesQuery, type Template, templatesQuery } from "./queries";
import { TemplateCard } from "./TemplateCard";
import classes from "./TemplateCard.module.css";
import { useReading } from "./useReading";
import { fillIn } from "./words";

const SUGGESTED = "MyBlock";
const EMPTY_START = "empty";

/** Asks for a template and a name. What is made is a draft until it is saved. */
export function NewModuleDialog({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const templates = useQuery(templatesQuery);
  const saved = useQuery(modulesQuery).data ?? [];
  const taken = [...saved.map((one) => one.name), ...useDraftNames("modules")];
  const [typed, setName] = useState<string>();
  const name = typed ?? freeName(SUGGESTED, taken);
  const [chosen, setChosen] = useState<string>();
  const template = templates.data?.find(({ id }) => id === chosen);
  const text = useMemo(() => (template ? filled(template, name) : EMPTY), [template, name]);
  // A template is right as it is: what reading finds in it is the name's.
  const { problems } = useReading(name, text);
  const problem = nameProblem(name, taken) ?? (template && problems.find(isError)?.message) ?? null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem || !chosen) return;
    writeDraft(`modules/${name}`, text);
    void navigate(`/modules/${name}`);
  };
  return (
    <Dialog onClose={onClose} title="New module" size={880}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            label="Name of the class"
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={problem}
            spellCheck={false}
          />
          {templates.error ? (
            <ErrorState error={templates.error} onRetry={templates.refetch} />
          ) : !templates.data ? (
            <BlockSkeleton height={420} />
          ) : (
            <Radio.Group label="Begin with" value={chosen ?? null} onChange={setChosen}>
              <div className={classes.gallery}>
                {templates.data.map((one) => (
                  <TemplateCard key={one.id} value={one.id} {...one} />
                ))}
                <TemplateCard
                  value={EMPTY_START}
                  title="Empty editor"
                  description="Write or paste a class that derives from nn.Module."
                />
              </div>
            </Radio.Group>
          )}
          <Group justify="end" className={classes.buttons ?? ""}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={problem !== null || !chosen}>
              Write it
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

const isError = ({ severity }: { severity: string }) => severity === "error";

type Beginning = Pick<Template, "source" | "category" | "contract">;

function filled({ source, category, contract }: Beginning, name: string): ModuleText {
  return { source: fillIn(source, name), description: "", category, contract };
}
