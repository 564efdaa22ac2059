import {
  ChartLine,
  Database,
  LayoutDashboard,
  type LucideIcon,
  PackageCheck,
  SquareFunction,
  Workflow,
} from "lucide-react";

export interface Destination {
  name: string;
  path: string;
  icon: LucideIcon;
  /** Another address whose pages belong to it. */
  also?: string;
}

/** The pages of the rail and the palette, in the order in which the work is done. */
export const destinations: readonly Destination[] = [
  { name: "Dashboard", path: "/", icon: LayoutDashboard },
  { name: "Module Designer", path: "/modules", icon: SquareFunction },
  { name: "Model Designer", path: "/architectures", icon: Workflow },
  { name: "Datasets", path: "/datasets", icon: Database },
  { name: "Train Designer", path: "/runs", icon: ChartLine, also: "/sweeps" },
  { name: "Checkpoints", path: "/checkpoints", icon: PackageCheck },
];

/** Whether the page at an address is one of these. */
export function isAt({ path, also }: Destination, address: string): boolean {
  if (path === "/") return address === "/";
  return [path, also].some((one) => one && `${address}/`.startsWith(`${one}/`));
}
