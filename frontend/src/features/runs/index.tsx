import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [
  { path: "runs", lazy: async () => ({ Component: (await import("./RunsPage")).RunsPage }) },
  {
    path: "runs/new",
    lazy: async () => ({ Component: (await import("./NewRunPage")).NewRunPage }),
  },
  {
    path: "runs/compare",
    lazy: async () => ({ Component: (await import("./compare/ComparePage")).ComparePage }),
  },
  {
    path: "sweeps",
    lazy: async () => ({ Component: (await import("./sweeps/SweepsPage")).SweepsPage }),
  },
  {
    path: "sweeps/:id",
    lazy: async () => ({ Component: (await import("./sweeps/SweepPage")).SweepPage }),
  },
  { path: "runs/:id", lazy: async () => ({ Component: (await import("./RunPage")).RunPage }) },
];
