/**
 * Where rows and connections are drawn. Backbone and head are two lanes side by side; in each,
 * the rows stand below one another in the order of the text, so that an edit moves only what
 * comes after it. A connection to the next row runs straight down. All others run beside the
 * lanes: between them where they lead from one lane into the other, else at the outer side.
 * What leaves a row shares one track, since it is one tensor; tracks never share a stretch.
 */
import type { Edge, Row } from "./queries";

export interface Point {
  x: number;
  y: number;
}

export interface PlacedRow extends Point {
  id: string;
}

export interface RoutedEdge {
  id: string;
  source: string;
  target: string;
  /** Which of the target's inputs it is. */
  slot: number;
  points: Point[];
}

export interface Layout {
  rows: PlacedRow[];
  edges: RoutedEdge[];
  /** Left edge of each lane that has rows. */
  lanes: { section: Section; x: number; rows: number }[];
}

export type Section = Row["section"];

export const ROW_WIDTH = 248;
export const ROW_HEIGHT = 88;
/** Between rows below one another. */
export const ROW_GAP = 28;
const PITCH = ROW_HEIGHT + ROW_GAP;
const TRACK = 14;
const MARGIN = 20;

/** Inputs enter a row's side in its upper part, outputs leave it in its lower part. */
const FIRST_INPUT = 14;
const LAST_INPUT = ROW_HEIGHT - 34;
const OUTPUT = ROW_HEIGHT - 18;

type Side = "left" | "between" | "right";

interface Bus {
  side: Side;
  source: string;
  top: number;
  bottom: number;
  track: number;
}

export function layOut(rows: readonly Row[], edges: readonly Edge[]): Layout {
  const places = placesOf(rows);
  const known = edges.filter((edge) => places.has(edge.source) && places.has(edge.target));
  const buses = busesOf(known, places);
  const between = tracksOn("between", buses);
  const headX = rows.some((row) => row.section === "backbone")
    ? ROW_WIDTH + 2 * MARGIN + Math.max(between - 1, 2) * TRACK
    : 0;
  const xOf = (section: Section) => (section === "backbone" ? 0 : headX);
  const trackX = ({ side, track }: Bus) => {
    if (side === "left") return -MARGIN - track * TRACK;
    if (side === "right") return headX + ROW_WIDTH + MARGIN + track * TRACK;
    return ROW_WIDTH + MARGIN + track * TRACK;
  };
  return {
    rows: rows.map(({ id, section }) => ({ id, x: xOf(section), y: yOf(places, id) })),
    edges: known.map((edge) => {
      const bus = buses.get(busKey(edge, places));
      const points = bus
        ? besideLanes(edge, bus.side, trackX(bus), places, xOf)
        : straightDown(edge, places, xOf);
      return { ...edge, id: edgeId(edge), points };
    }),
    lanes: (["backbone", "head"] as const)
      .map((section) => ({
        section,
        x: xOf(section),
        rows: rows.filter((row) => row.section === section).length,
      }))
      .filter((lane) => lane.rows > 0),
  };
}

export function edgeId(edge: Edge): string {
  return `${edge.source}>${edge.target}:${edge.slot}`;
}

interface Place {
  section: Section;
  position: number;
  inputs: number;
}

type Places = Map<string, Place>;

function placesOf(rows: readonly Row[]): Places {
  const counts = { backbone: 0, head: 0 };
  return new Map(
    rows.map((row) => {
      const position = counts[row.section]++;
      const inputs = Array.isArray(row.from) ? row.from.length : 1;
      return [row.id, { section: row.section, position, inputs }];
    }),
  );
}

function placeOf(places: Places, id: string): Place {
  const place = places.get(id);
  if (!place) throw new Error(`No row ${id} was placed`);
  return place;
}

function yOf(places: Places, id: string): number {
  return placeOf(places, id).position * PITCH;
}

function isStraight(edge: Edge, places: Places): boolean {
  const source = placeOf(places, edge.source);
  const target = placeOf(places, edge.target);
  return source.section === target.section && target.position === source.position + 1;
}

function sideOf(edge: Edge, places: Places): Side {
  const source = placeOf(places, edge.source).section;
  if (source !== placeOf(places, edge.target).section) return "between";
  return source === "backbone" ? "left" : "right";
}

function busKey(edge: Edge, places: Places): string {
  return isStraight(edge, places) ? "" : `${sideOf(edge, places)} ${edge.source}`;
}

/** One bus for each source and side, each on a track where it meets no other. */
function busesOf(edges: readonly Edge[], places: Places): Map<string, Bus> {
  const buses = new Map<string, Bus>();
  for (const edge of edges) {
    const key = busKey(edge, places);
    if (!key) continue;
    const from = outputY(edge, places);
    const to = inputY(edge, places);
    const bus = buses.get(key) ?? {
      side: sideOf(edge, places),
      source: edge.source,
      top: from,
      bottom: from,
      track: 0,
    };
    bus.top = Math.min(bus.top, to);
    bus.bottom = Math.max(bus.bottom, to);
    buses.set(key, bus);
  }
  const taken: Record<Side, number[]> = { left: [], between: [], right: [] };
  for (const bus of [...buses.values()].sort((a, b) => a.top - b.top || a.bottom - b.bottom)) {
    const ends = taken[bus.side];
    const free = ends.findIndex((end) => end < bus.top);
    bus.track = free === -1 ? ends.length : free;
    ends[bus.track] = bus.bottom;
  }
  return buses;
}

function tracksOn(side: Side, buses: Map<string, Bus>): number {
  const tracks = [...buses.values()].filter((bus) => bus.side === side).map((bus) => bus.track);
  return tracks.length === 0 ? 0 : Math.max(...tracks) + 1;
}

function outputY(edge: Edge, places: Places): number {
  return yOf(places, edge.source) + OUTPUT;
}

function inputY(edge: Edge, places: Places): number {
  const { inputs } = placeOf(places, edge.target);
  const step = inputs > 1 ? (LAST_INPUT - FIRST_INPUT) / (inputs - 1) : 0;
  return yOf(places, edge.target) + FIRST_INPUT + edge.slot * Math.min(step, 16);
}

function straightDown(edge: Edge, places: Places, xOf: (section: Section) => number): Point[] {
  const x = xOf(placeOf(places, edge.source).section) + ROW_WIDTH / 2;
  return [
    { x, y: yOf(places, edge.source) + ROW_HEIGHT },
    { x, y: yOf(places, edge.target) },
  ];
}

/** Out of the source's side, along the track, into the target's side. */
function besideLanes(
  edge: Edge,
  side: Side,
  track: number,
  places: Places,
  xOf: (section: Section) => number,
): Point[] {
  const sourceX = xOf(placeOf(places, edge.source).section);
  const targetX = xOf(placeOf(places, edge.target).section);
  const start = { x: side === "left" ? sourceX : sourceX + ROW_WIDTH, y: outputY(edge, places) };
  // Between the lanes a row of the head is entered from its left, one of the backbone from its right.
  const entersLeft = side === "left" || (side === "between" && targetX > track);
  const end = { x: entersLeft ? targetX : targetX + ROW_WIDTH, y: inputY(edge, places) };
  return [start, { x: track, y: start.y }, { x: track, y: end.y }, end];
}

/** The SVG path through the points, its corners rounded. */
export function pathThrough(points: readonly Point[], radius = 6): string {
  const [first, ...rest] = points;
  if (!first) return "";
  let path = `M${first.x},${first.y}`;
  let before = first;
  rest.forEach((corner, index) => {
    const after = rest[index + 1];
    if (!after) {
      path += ` L${corner.x},${corner.y}`;
      return;
    }
    const start = towards(corner, before, radius);
    const end = towards(corner, after, radius);
    path += ` L${start.x},${start.y} Q${corner.x},${corner.y} ${end.x},${end.y}`;
    before = corner;
  });
  return path;
}

/** The point `distance` away from `from` on the way to `to`, at most half of the way. */
function towards(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = length === 0 ? 0 : Math.min(distance / length, 0.5);
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}
