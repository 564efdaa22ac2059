/** As many as a page can tell apart; the address of more would be too long for some servers in between. */
export const MOST_COMPARED = 100;

/** The address of a comparison. */
export function comparePath(ids: readonly string[]): string {
  return `/runs/compare?ids=${ids.join(",")}`;
}
