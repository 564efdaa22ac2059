import { Button, FileButton, Menu, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronDown, Download, FolderInput, ListChecks, Save, Settings2 } from "lucide-react";
import { useRef, useState } from "react";
import { notifyProblem } from "../../../ui/notify";
import { saveFile } from "../../../ui/save";
import { type Args, type Preset, presetsQuery, readArguments, writeArguments } from "./api";
import { FileReport } from "./FileReport";
import { PresetsDialog } from "./PresetsDialog";
import { SavePresetDialog } from "./SavePresetDialog";

interface PresetMenuProps {
  /** As they stand in the form. */
  args: Args;
  /** Replaces all of them; `origin` is what they are those of. */
  onApply: (args: Args, origin: string) => void;
}

/** Arguments from a preset or an args.yaml, and to one. */
export function PresetMenu({ args, onApply }: PresetMenuProps) {
  const client = useQueryClient();
  const { data: presets = [] } = useQuery(presetsQuery);
  const [dialog, setDialog] = useState<"save" | "all" | null>(null);
  const reset = useRef<() => void>(null);
  const changed = Object.keys(args).length;
  const reading = useMutation({
    mutationFn: async (file: File) => readArguments(await file.text()),
    onSuccess: (answer) => onApply(answer.args, "the file"),
    onSettled: () => reset.current?.(),
  });
  const writing = useMutation({
    mutationFn: () => writeArguments(args),
    onSuccess: ({ yaml }) => saveFile("args.yaml", new Blob([yaml], { type: "text/plain" })),
    onError: notifyProblem,
  });
  const close = () => setDialog(null);
  const refresh = () => client.invalidateQueries({ queryKey: presetsQuery.queryKey });
  return (
    <>
      <FileButton
        accept=".yaml,.yml"
        resetRef={reset}
        inputProps={{ "aria-label": "An args.yaml" }}
        onChange={(file) => file && reading.mutate(file)}
      >
        {({ onClick: chooseFile }) => (
          <Menu position="bottom-end">
            <Menu.Target>
              <Button
                variant="default"
                leftSection={<ListChecks size={14} aria-hidden />}
                rightSection={<ChevronDown size={14} aria-hidden />}
                loading={reading.isPending}
              >
                Presets
              </Button>
            </Menu.Target>
            <Menu.Dropdown mah={480} style={{ overflow: "auto" }}>
              {presets.length === 0 && (
                <Text c="dimmed" px="md" py={6}>
                  {changed > 0
                    ? "No preset yet: save these arguments as one."
                    : "No preset yet: change an argument, then save them as one."}
                </Text>
              )}
              {presets.map((preset) => (
                <Menu.Item key={preset.name} onClick={() => onApply(preset.args, preset.name)}>
                  {preset.name}{" "}
                  <Text span c="dimmed">
                    {contentText(preset)}
                  </Text>
                </Menu.Item>
              ))}
              <Menu.Divider />
              <Menu.Item
                leftSection={<Save size={14} aria-hidden />}
                disabled={changed === 0}
                onClick={() => setDialog("save")}
              >
                Save as a preset
              </Menu.Item>
              <Menu.Item
                leftSection={<Settings2 size={14} aria-hidden />}
                disabled={presets.length === 0}
                onClick={() => setDialog("all")}
              >
                Rename and delete presets
              </Menu.Item>
              <Menu.Divider />
              <Menu.Item leftSection={<FolderInput size={14} aria-hidden />} onClick={chooseFile}>
                Import an args.yaml
              </Menu.Item>
              <Menu.Item
                leftSection={<Download size={14} aria-hidden />}
                onClick={() => writing.mutate()}
              >
                Export args.yaml
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </FileButton>
      {dialog === "save" && (
        <SavePresetDialog args={args} presets={presets} onSaved={refresh} onClose={close} />
      )}
      {dialog === "all" && <PresetsDialog presets={presets} onClose={close} />}
      {(reading.data || reading.error) && (
        <FileReport answer={reading.data} error={reading.error} onClose={reading.reset} />
      )}
    </>
  );
}

/** "3 arguments" */
export function contentText({ args }: Preset): string {
  const count = Object.keys(args).length;
  return count === 1 ? "1 argument" : `${count} arguments`;
}
