import { hashKey, type QueryClient, type QueryKey } from "@tanstack/react-query";

/**
 * Puts news of the server into what is known. An answer that is on its way may have been given before the news: where there
 * is one, the news is put on top of it once it has come.
 */
export function takeNews(client: QueryClient, queryKey: QueryKey, put: () => void): void {
  const query = client.getQueryCache().get(hashKey(queryKey));
  const onItsWay = query?.state.fetchStatus === "fetching" ? query.promise : undefined;
  put();
  onItsWay?.then(put, () => {}); // a failure is shown by who asked
}

/** Asks again for what the news is about but does not carry; `queryKey` alone, not what is below it. */
export function askAgain(client: QueryClient, queryKey: QueryKey): void {
  takeNews(client, queryKey, () => void client.invalidateQueries({ queryKey, exact: true }));
}
