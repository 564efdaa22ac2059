import { createBrowserRouter } from "react-router";
import { routes as architectures } from "../features/architectures";
import { routes as checkpoints } from "../features/checkpoints";
import { routes as dashboard } from "../features/dashboard";
import { routes as datasets } from "../features/datasets";
import { routes as modules } from "../features/modules";
import { routes as runs } from "../features/runs";
import { routes as system } from "../features/system";
import { NotFoundPage } from "./NotFoundPage";
import { PageError } from "./PageError";
import { Shell } from "./Shell";

/** Each feature brings its own routes, whose pages load when they are first visited. */
export const router = createBrowserRouter([
  {
    element: <Shell />,
    errorElement: <PageError />,
    hydrateFallbackElement: <div />,
    children: [
      {
        errorElement: <PageError />,
        children: [
          ...dashboard,
          ...modules,
          ...architectures,
          ...datasets,
          ...runs,
          ...checkpoints,
          ...system,
          { path: "*", element: <NotFoundPage /> },
        ],
      },
    ],
  },
]);
