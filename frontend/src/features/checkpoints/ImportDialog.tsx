import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { useStillHere } from "../../app/useStillHere";
import { Dialog } from "../../ui/Dialog";
import { ImportSource, type Sending } from "../../ui/ImportSource";
import { notifyDone } from "../../ui/notify";
import { checkpointQuery, checkpointsQuery, importFile, importPath } from "./queries";

/** Takes a `.pt` from the user's disk or the server's, and opens it. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const stillHere = useStillHere();
  const take = async (from: File | string, { onProgress, signal }: Sending) => {
    const made = await (typeof from === "string"
      ? importPath(from)
      : importFile(from, onProgress, signal));
    client.setQueryData(checkpointQuery(made.id).queryKey, made);
    await client.invalidateQueries({ ...checkpointsQuery, exact: true });
    if (stillHere()) {
      onClose();
      navigate(`/checkpoints/${made.id}`);
    } else notifyDone(`${made.name} is in the list of checkpoints`);
  };
  return (
    <Dialog onClose={onClose} title="Import a checkpoint" size="lg">
      <ImportSource
        drop="Drop a .pt file here, or choose one"
        accept=".pt"
        hint="As Ultralytics writes it. Nothing in the file is executed: custom modules inside wait for you to read and accept them."
        path={{
          label: "Or a file on the server",
          placeholder: "/path/to/best.pt",
          button: "Import",
        }}
        onImport={take}
      />
    </Dialog>
  );
}
