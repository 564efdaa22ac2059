import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEvents } from "../../api/events";
import { askAgain, takeNews } from "../../api/news";
import { type Dataset, type DatasetDetail, datasetQuery, datasetsQuery } from "./queries";

/** Keeps the list and the opened data set up to date with what the server tells of imports. */
export function useDatasetNews(): void {
  const client = useQueryClient();
  useEvents("datasets", ({ type, data }) => {
    if (type === "datasets.snapshot") {
      const { datasets } = data as { datasets: Dataset[] };
      change(client, () => datasets);
      for (const dataset of datasets) refresh(client, dataset);
    } else if (type === "datasets.deleted") {
      const { name } = data as { name: string };
      change(client, (list) => list?.filter((one) => one.name !== name));
      askAgain(client, datasetQuery(name).queryKey); // a page of it says so
    } else {
      const { dataset } = data as { dataset: Dataset };
      change(client, (list) => list && replaced(list, dataset));
      refresh(client, dataset);
    }
  });
}

type List = Dataset[] | undefined;

function change(client: QueryClient, changed: (list: List) => List): void {
  const { queryKey } = datasetsQuery;
  takeNews(client, queryKey, () => client.setQueryData(queryKey, changed));
}

/** The opened data set: how far its import is comes with the news, what is in it once it is ready does not. */
function refresh(client: QueryClient, dataset: Dataset): void {
  const { queryKey } = datasetQuery(dataset.name);
  takeNews(client, queryKey, () => {
    const known = client.getQueryData<DatasetDetail>(queryKey);
    if (!known) return;
    if (known.status === dataset.status) client.setQueryData(queryKey, { ...known, ...dataset });
    else void client.invalidateQueries({ queryKey, exact: true });
  });
}

/** The list with this data set in its place, or first where it is new. */
export function replaced(list: readonly Dataset[], dataset: Dataset): Dataset[] {
  const known = list.some((one) => one.name === dataset.name);
  return known
    ? list.map((one) => (one.name === dataset.name ? dataset : one))
    : [dataset, ...list];
}
