import { Group, Select, Stack, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Dialog } from "../../ui/Dialog";
import { ImportSource, type Sending } from "../../ui/ImportSource";
import { type ImportOptions, importFile, importPath } from "./queries";

const FORMATS = [
  { value: "auto", label: "Find out" },
  { value: "yolo", label: "YOLO" },
  { value: "coco", label: "COCO JSON" },
  { value: "voc", label: "Pascal VOC" },
  { value: "folders", label: "A folder for each class" },
  { value: "depth", label: "Depth maps" },
] as const;

const TASKS = [
  { value: "auto", label: "What the labels are for" },
  { value: "detect", label: "Detection" },
  { value: "segment", label: "Segmentation" },
  { value: "pose", label: "Pose" },
  { value: "obb", label: "Turned boxes (OBB)" },
  { value: "classify", label: "Classification" },
  { value: "depth", label: "Depth" },
] as const;

/** Takes a zip from the user's disk or a folder of the server's. The import goes on in the list. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [format, setFormat] = useState<ImportOptions["format"]>("auto");
  const [task, setTask] = useState<ImportOptions["task"]>("auto");
  const take = async (from: File | string, { onProgress, signal }: Sending) => {
    const options = { name: name.trim(), format, task };
    await (typeof from === "string"
      ? importPath(from, options)
      : importFile(from, options, onProgress, signal));
    await client.invalidateQueries({ queryKey: ["datasets"] });
    onClose();
  };
  return (
    <Dialog onClose={onClose} title="Import a data set" size="lg">
      <Stack gap="md">
        <Group gap="sm" grow align="start">
          <TextInput
            label="Name"
            placeholder="As the file or folder"
            spellCheck={false}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Select
            label="Format"
            data={FORMATS}
            value={format}
            allowDeselect={false}
            onChange={(value) => setFormat(chosen(FORMATS, value))}
          />
          <Select
            label="Use for"
            data={TASKS}
            value={task}
            allowDeselect={false}
            onChange={(value) => setTask(chosen(TASKS, value))}
          />
        </Group>
        <ImportSource
          drop="Drop a zip here, or choose one"
          accept=".zip"
          hint="YOLO, COCO JSON, Pascal VOC, a folder for each class, or depth maps beside the pictures. Damaged boxes and pictures are repaired or left out, and reported."
          path={{
            label: "Or a folder on the server",
            placeholder: "/path/to/folder",
            button: "Import folder",
          }}
          onImport={take}
        />
      </Stack>
    </Dialog>
  );
}

function chosen<T extends string>(options: readonly { value: T }[], value: string | null): T {
  return (options.find((option) => option.value === value) ?? options[0])?.value as T;
}
