import type { ArchitectureSummary } from "./queries";

/** Presets by family, the newest family first: `YOLO26` before `YOLO11` before `YOLOv8`. */
export function byFamily(
  presets: readonly ArchitectureSummary[],
): [family: string, presets: ArchitectureSummary[]][] {
  const families = new Map<string, ArchitectureSummary[]>();
  for (const preset of presets) {
    const family = preset.family || "Others";
    families.set(family, [...(families.get(family) ?? []), preset]);
  }
  for (const members of families.values()) members.sort((a, b) => a.name.localeCompare(b.name));
  return [...families].sort(([a], [b]) => {
    return numberIn(b) - numberIn(a) || a.localeCompare(b);
  });
}

/** What numbers a family; those without a number come last. */
function numberIn(family: string): number {
  return Number(/\d+/.exec(family)?.[0] ?? -1);
}
