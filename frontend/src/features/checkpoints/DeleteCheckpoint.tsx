import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { useStillHere } from "../../app/useStillHere";
import { DeleteButton } from "../../ui/DeleteButton";
import { type Checkpoint, checkpointsQuery, deleteCheckpoint } from "./queries";

/** Deletes an imported checkpoint and leads who looks at it back to the list. */
export function DeleteCheckpoint({ checkpoint }: { checkpoint: Checkpoint }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const stillHere = useStillHere();
  const remove = async () => {
    await deleteCheckpoint(checkpoint.id);
    if (stillHere(`/checkpoints/${checkpoint.id}`)) navigate("/checkpoints");
    client.setQueryData(checkpointsQuery.queryKey, (rows) =>
      rows?.filter((row) => row.id !== checkpoint.id),
    );
    await client.invalidateQueries({ ...checkpointsQuery, exact: true });
  };
  return (
    <DeleteButton title="Delete this checkpoint?" onDelete={remove}>
      {checkpoint.name} goes from the workspace, with its exports and what was found with it. The
      file that it was imported from stays where it is.
    </DeleteButton>
  );
}
