import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { useStillHere } from "../../app/useStillHere";
import { DeleteButton } from "../../ui/DeleteButton";
import { type Dataset, datasetQuery, datasetsQuery, deleteDataset } from "./queries";

/** Deletes a data set and leads who looks at it back to the list. */
export function DeleteDataset({ dataset }: { dataset: Dataset }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const stillHere = useStillHere();
  const remove = async () => {
    await deleteDataset(dataset.name);
    if (stillHere(`/datasets/${dataset.name}`)) navigate("/datasets");
    client.removeQueries({ queryKey: datasetQuery(dataset.name).queryKey });
    await client.invalidateQueries({ ...datasetsQuery, exact: true });
  };
  return (
    <DeleteButton title={`Delete ${dataset.name}?`} onDelete={remove}>
      Its pictures and labels go from the workspace. What it was imported from stays where it is.
    </DeleteButton>
  );
}
