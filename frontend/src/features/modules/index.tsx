import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [
  {
    path: "modules",
    lazy: async () => ({ Component: (await import("./ModulesPage")).ModulesPage }),
    children: [
      {
        index: true,
        lazy: async () => ({ Component: (await import("./NoModulePage")).NoModulePage }),
      },
      {
        path: ":name",
        lazy: async () => ({ Component: (await import("./ModulePage")).ModulePage }),
      },
    ],
  },
];
