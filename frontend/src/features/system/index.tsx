import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [
  { path: "log", lazy: async () => ({ Component: (await import("./LogPage")).LogPage }) },
];
