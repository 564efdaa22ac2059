import { Skeleton, Stack } from "@mantine/core";

/** Lines of a list or table while it loads: `rows` of the height that the real ones have. */
export function ListSkeleton({ rows = 6, height = 34 }: { rows?: number; height?: number }) {
  return (
    <Stack gap="xs" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={height} />
      ))}
    </Stack>
  );
}

/** One block while it loads: a chart, an editor, a picture. */
export function BlockSkeleton({ height }: { height: number | string }) {
  return <Skeleton height={height} role="status" aria-label="Loading" />;
}
