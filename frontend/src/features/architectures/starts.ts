/** What a new row begins with: arguments that build where it is put, and what it reads. Pure. */
import type { ModuleSummary } from "../modules/queries";
import type { InspectedRow, Row } from "./queries";

/** Arguments that people write for modules whose signature alone would not say so. */
const USUAL: Record<string, (channels: number) => unknown[]> = {
  Conv: (channels) => [channels, 3, 1],
  DWConv: (channels) => [channels, 3, 1],
  GhostConv: (channels) => [channels, 3, 1],
  Concat: () => [1],
  "nn.Upsample": () => [null, 2, "nearest"],
  "nn.MaxPool2d": () => [2, 2],
  "nn.AvgPool2d": () => [2, 2],
  "nn.AdaptiveAvgPool2d": () => [1],
  "nn.AdaptiveMaxPool2d": () => [1],
  "nn.ZeroPad2d": () => [1],
  "nn.ReflectionPad2d": () => [1],
  "nn.PixelShuffle": () => [2],
  "nn.PixelUnshuffle": () => [2],
  "nn.ChannelShuffle": () => [2],
};

const SCALED = new Set(["base", "repeat"]);
const SOME_CHANNELS = 64;
const HEAD_INPUTS = 3;

/** The required arguments, the channels being those of the row that it follows. */
export function startArgs(module: ModuleSummary, channels: number): unknown[] {
  const usual = USUAL[module.name];
  if (usual && !module.custom) return usual(channels);
  const count = module.args.findLastIndex((arg) => arg.required) + 1;
  const args = module.args.slice(0, count).map(({ name, type }) => valueFor(name, type, channels));
  const first = module.args[0]?.name;
  if (args.length === 0 && first === "nc") return ["nc"];
  if (args.length === 0 && first && SCALED.has(module.contract?.rule ?? "")) return [channels];
  return args;
}

/** A row's channels as they are written, before scaling; those that it reads where it says none. */
export function channelsAt(
  rows: readonly Row[],
  index: number,
  ruleOf: (module: string) => string,
): number {
  let at = index;
  while (at >= 0 && at < rows.length) {
    const row = rows[at];
    if (!row) break;
    const [channels] = row.args;
    if (SCALED.has(ruleOf(row.module)) && typeof channels === "number") return channels;
    const source = sourcesOf(row)[0] ?? at;
    if (source >= at) break;
    at = source;
  }
  return SOME_CHANNELS;
}

/** Numbers of the rows that a row reads. */
export function sourcesOf({ from, index }: Row): number[] {
  const written = Array.isArray(from) ? from : [from];
  return written.map((one) => (one < 0 ? index + one : one));
}

/** What a new row at place `at` reads, as it is written in its `from`. */
export function startFrom(
  rule: string,
  at: number,
  shapes: readonly (Pick<InspectedRow, "index" | "out_shape"> | undefined)[],
): number | number[] {
  if (rule === "join") return [-1];
  if (rule !== "head") return -1;
  const levels = new Map<number, number>();
  for (const row of shapes) {
    const height = heightOf(row?.out_shape);
    if (row && row.index < at && height !== null) levels.set(height, row.index);
  }
  const deepest = [...levels].sort(([a], [b]) => a - b).slice(0, HEAD_INPUTS);
  const found = deepest.reverse().map(([, index]) => index);
  return found.length > 0 ? found : [-1];
}

function heightOf(shape: InspectedRow["out_shape"] | undefined): number | null {
  const height = shape?.length === 3 ? shape[1] : null;
  return typeof height === "number" ? height : null;
}

function valueFor(name: string, type: string | null | undefined, channels: number): unknown {
  if (name === "nc") return "nc";
  if (/^(c2|c_?out|out_channels|ch|c)$/.test(name)) return channels;
  if (/^(k|kernel_size)$/.test(name)) return 3;
  if (type?.startsWith("bool")) return false;
  if (type?.startsWith("str")) return "";
  if (type?.startsWith("float")) return 1;
  return /^(list|tuple)/.test(type ?? "") ? [] : 1;
}
