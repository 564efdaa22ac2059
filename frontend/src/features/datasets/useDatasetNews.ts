import { useQueryClient } from "@tanstack/react-query";
import { useEvents } from "../../api/events";
import { type Dataset, type DatasetDetail, datasetQuery, datasetsQuery } from "./queries";

/** Keeps the list and the opened data set up to date with what the server tells of imports. */
export function useDatasetNews(): void {
  const client = useQueryClient();
  useEvents("datasets", ({ type, data }) => {
    if (type === "datasets.snapshot") {
      client.setQueryData(datasetsQuery.queryKey, (data as { datasets: Dataset[] }).datasets);
      return;
    }
    if (type === "datasets.deleted") {
      const { name } = data as { name: string };
      client.setQueryData(datasetsQuery.queryKey, (list) =>
        list?.filter((one) => one.name !== name),
      );
      return;
    }
    const { dataset } = data as { dataset: Dataset };
    client.setQueryData(datasetsQuery.queryKey, (list) => list && replaced(list, dataset));
    const { queryKey } = datasetQuery(dataset.name);
    const known = client.getQueryData<DatasetDetail>(queryKey);
    if (!known) return;
    if (known.status === dataset.status) client.setQueryData(queryKey, { ...known, ...dataset });
    else client.invalidateQueries({ queryKey, exact: true });
  });
}

/** The list with this data set in its place, or first where it is new. */
export function replaced(list: readonly Dataset[], dataset: Dataset): Dataset[] {
  const known = list.some((one) => one.name === dataset.name);
  return known
    ? list.map((one) => (one.name === dataset.name ? dataset : one))
    : [dataset, ...list];
}
