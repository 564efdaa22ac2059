/** A block as a small graph: boxes from top to bottom, and the lines between them. Pure. */

export interface Preview {
  nodes: readonly { id: string; label: string }[];
  edges: readonly (readonly string[])[];
}

export interface Box {
  id: string;
  label: string;
  /** Of the left upper corner, in pixels. */
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Drawing {
  width: number;
  height: number;
  boxes: Box[];
  /** SVG paths. */
  lines: { from: string; to: string; path: string }[];
}

const HEIGHT = 18;
const GAP_X = 12;
const GAP_Y = 12;
const MARGIN = 2;
const LETTER = 6.1; // of 11 px type, on the wide side
const PADDING = 16;
const TRACK = 10; // between lines that run beside the boxes
const CORNER = 4;

/**
 * Places a block. A node stands below all that it reads; lines that pass a level by run on tracks
 * at the right of the boxes, so that no line crosses one. What reads itself is drawn as if not.
 */
export function drawBlock({ nodes, edges }: Preview): Drawing {
  const known = new Set(nodes.map((node) => node.id));
  const links = edges.flatMap(([from = "", to = ""]) =>
    known.has(from) && known.has(to) && from !== to ? [{ from, to }] : [],
  );
  const levels = levelsOf(
    nodes.map((node) => node.id),
    links,
  );
  const rows = rowsOf(nodes, levels);
  const widths = rows.map((row) => widthOf(row));
  const inner = Math.max(0, ...widths);
  const boxes = rows.flatMap((row, level) =>
    placed(row, level, (inner - (widths[level] ?? 0)) / 2),
  );
  const at = new Map(boxes.map((box) => [box.id, box]));
  let tracks = 0;
  const lines = links.flatMap(({ from, to }) => {
    const [a, b] = [at.get(from), at.get(to)];
    if (!a || !b) return [];
    const beside = (levels.get(to) ?? 0) - (levels.get(from) ?? 0) !== 1;
    const path = beside ? around(a, b, MARGIN + inner + TRACK * ++tracks) : straight(a, b);
    return [{ from, to, path }];
  });
  return {
    width: inner + TRACK * tracks + 2 * MARGIN,
    height: Math.max(0, rows.length * (HEIGHT + GAP_Y) - GAP_Y) + 2 * MARGIN,
    boxes,
    lines,
  };
}

/** The longest way to each node. A loop ends after as many rounds as there are nodes. */
function levelsOf(ids: readonly string[], links: readonly { from: string; to: string }[]) {
  const levels = new Map(ids.map((id) => [id, 0]));
  for (let round = 1; round < ids.length; round++) {
    for (const { from, to } of links) {
      const below = (levels.get(from) ?? 0) + 1;
      if (below > (levels.get(to) ?? 0) && below < ids.length) levels.set(to, below);
    }
  }
  return levels;
}

type Node = Preview["nodes"][number];

/** The nodes of each level in the order given; levels that a loop left empty are closed up. */
function rowsOf(nodes: readonly Node[], levels: Map<string, number>): Node[][] {
  const used = [...new Set(levels.values())].sort((a, b) => a - b);
  return used.map((level, index) => {
    const row = nodes.filter((node) => levels.get(node.id) === level);
    for (const { id } of row) levels.set(id, index);
    return row;
  });
}

const boxWidth = ({ label }: Node) => Math.round(label.length * LETTER + PADDING);

function widthOf(row: readonly Node[]): number {
  return row.reduce((sum, node) => sum + boxWidth(node), 0) + GAP_X * (row.length - 1);
}

function placed(row: readonly Node[], level: number, left: number): Box[] {
  let x = MARGIN + left;
  return row.map((node) => {
    const box = { ...node, x, y: MARGIN + level * (HEIGHT + GAP_Y), height: HEIGHT };
    x += boxWidth(node) + GAP_X;
    return { ...box, width: boxWidth(node) };
  });
}

function straight(a: Box, b: Box): string {
  const [x, y, toX, toY] = [a.x + a.width / 2, a.y + a.height, b.x + b.width / 2, b.y];
  const middle = (y + toY) / 2;
  return `M${x} ${y}C${x} ${middle} ${toX} ${middle} ${toX} ${toY}`;
}

/** Down into the gap below `a`, out to the track, along it, and back in the gap above `b`. */
function around(a: Box, b: Box, track: number): string {
  const x = a.x + a.width / 2;
  const toX = b.x + b.width / 2;
  const out = a.y + a.height + GAP_Y / 2;
  const back = b.y - GAP_Y / 2;
  const turn = back >= out ? CORNER : -CORNER;
  return (
    `M${x} ${a.y + a.height}V${out - CORNER}Q${x} ${out} ${x + CORNER} ${out}` +
    `H${track - CORNER}Q${track} ${out} ${track} ${out + turn}V${back - turn}` +
    `Q${track} ${back} ${track - CORNER} ${back}H${toX + CORNER}Q${toX} ${back} ${toX} ${back + CORNER}V${b.y}`
  );
}
