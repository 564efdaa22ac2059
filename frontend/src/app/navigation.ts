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
}

/** The pages of the rail and the palette, in the order in which the work is done. */
export const destinations: readonly Destination[] = [
  { name: "Dashboard", path: "/", icon: LayoutDashboard },
  { name: "Module Designer", path: "/modules", icon: SquareFunction },
  { name: "Model Designer", path: "/architectures", icon: Workflow },
  { name: "Datasets", path: "/datasets", icon: Database },
  { name: "Train Designer", path: "/runs", icon: ChartLine },
  { name: "Checkpoints", path: "/checkpoints", icon: PackageCheck },
];
