import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [
  {
    path: "architectures",
    lazy: async () => ({ Component: (await import("./ArchitecturesPage")).ArchitecturesPage }),
  },
  {
    path: "architectures/:name",
    lazy: async () => ({ Component: (await import("./ArchitecturePage")).ArchitecturePage }),
  },
  {
    path: "architectures/:a/diff/:b",
    lazy: async () => ({ Component: (await import("./diff/DiffPage")).DiffPage }),
  },
];
