import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [
  { path: "runs", lazy: async () => ({ Component: (await import("./RunsPage")).RunsPage }) },
  {
    path: "runs/new",
    lazy: async () => ({ Component: (await import("./NewRunPage")).NewRunPage }),
  },
  { path: "runs/:id", lazy: async () => ({ Component: (await import("./RunPage")).RunPage }) },
];
