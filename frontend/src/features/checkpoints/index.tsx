import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [
  {
    path: "checkpoints",
    lazy: async () => ({ Component: (await import("./CheckpointsPage")).CheckpointsPage }),
  },
  {
    path: "checkpoints/:id",
    lazy: async () => ({ Component: (await import("./CheckpointPage")).CheckpointPage }),
  },
];
