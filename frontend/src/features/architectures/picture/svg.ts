/**
 * The network as an SVG picture of its own: vector lines and text, in the colours of the light
 * theme, with nothing left out that the canvas shows. Pure.
 */
import { shadeOf } from "../bandShade";
import type { Card } from "../cards";
import { type Layout, type Point, pathThrough, ROW_HEIGHT, ROW_WIDTH } from "../lanes";
import { bandsOf } from "../placement";
import { tipOf } from "../tip";

export interface PictureOptions {
  /** Without the paper behind the drawing. */
  transparent: boolean;
}

export interface Picture {
  svg: string;
  width: number;
  height: number;
}

/** The light theme of `theme.css`. */
const PAPER = "#f6f7f8";
const SURFACE = "#ffffff";
const TEXT = "#1a1f25";
const MUTED = "#57616c";
const BORDER = "#b4bdc7";
const ERROR = { line: "#bf2b2b", soft: "#fce8e7" };
const KINDS: Record<Card["kind"], { line: string; soft: string }> = {
  backbone: { line: "#1f5fc4", soft: "#e4edfb" },
  head: { line: "#24762c", soft: "#e3f3e4" },
  custom: { line: "#7a35c9", soft: "#f0e7fb" },
  join: { line: "#56606b", soft: "#e9ecef" },
};
const SANS = "'Inter Variable', Inter, system-ui, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";
const MONO =
  "'JetBrains Mono Variable', 'JetBrains Mono', ui-monospace, Menlo, Consolas, monospace";
const MARGIN = 24;
/** Of the monospaced face at 11 pixels, in parts of which a line of a card holds so many. */
const MONO_WIDTH = 6.62;
const LINE_CHARACTERS = Math.floor((ROW_WIDTH - 24) / MONO_WIDTH);

export function drawPicture(
  title: string,
  layout: Layout,
  cards: readonly Card[],
  { transparent }: PictureOptions,
): Picture {
  const byId = new Map(cards.map((card) => [card.id, card]));
  const bands = bandsOf(layout.rows, new Map(cards.map(({ id, level }) => [id, level])));
  const { left, top, width, height } = boundsOf(layout);
  const parts = [
    transparent ? "" : rect({ x: left, y: top, width, height }, `fill="${PAPER}"`),
    ...bands.map((band) => {
      const shade = `fill="${MUTED}" fill-opacity="${shadeOf(band.level).toFixed(3)}"`;
      return rect(band, shade) + text(band.x + 6, band.y + 10.5, band.level, 10, MUTED, "600");
    }),
    ...layout.lanes.map(({ section, x }) => {
      const name = section === "backbone" ? "Backbone" : "Head";
      return text(x, -18, name, 12, KINDS[section].line, "600");
    }),
    ...layout.edges.map(({ source, points }) => {
      const colour = KINDS[byId.get(source)?.section ?? "backbone"].line;
      const way = `<path d="${pathThrough(points)}" fill="none" stroke="${colour}" stroke-width="1.25"/>`;
      return `${way}<path d="${tipOf(points)}" fill="${colour}"/>`;
    }),
    ...layout.rows.map((row) => {
      const card = byId.get(row.id);
      return card ? drawCard(card, row) : "";
    }),
  ];
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${left} ${top} ${width} ${height}">`,
    `<title>${escaped(title)}</title>`,
    ...parts.filter(Boolean),
    "</svg>\n",
  ].join("\n");
  return { svg, width, height };
}

function drawCard(card: Card, { x, y }: Point): string {
  const failing = card.errors.length > 0;
  const { line, soft } = KINDS[card.kind];
  const fill = failing ? ERROR.soft : card.kind === "custom" ? soft : SURFACE;
  const border = failing ? ERROR.line : BORDER;
  const box = { x: 0, y: 0, width: ROW_WIDTH, height: ROW_HEIGHT };
  const [error] = card.errors;
  const headline = `${escaped(card.module)}${card.repeats ? ` <tspan font-weight="400">${escaped(card.repeats)}</tspan>` : ""}`;
  const indexWidth = String(card.index).length * MONO_WIDTH + 6;
  // A drawing within the drawing: what is too long ends at the card's edge.
  return [
    `<svg x="${x}" y="${y}" width="${ROW_WIDTH}" height="${ROW_HEIGHT}" data-row="${card.index}">`,
    rect(box, `rx="4" fill="${fill}" stroke="${border}"`),
    rect({ ...box, width: 4 }, `rx="2" fill="${line}"`),
    text(14, 20, String(card.index), 11, MUTED, "400", MONO),
    `<text x="${14 + indexWidth}" y="20" font-family="${SANS}" font-size="13" font-weight="600" fill="${TEXT}">${headline}</text>`,
    text(ROW_WIDTH - 10, 20, card.level, 11, line, "600", SANS, "end"),
    text(14, 39, shortened(card.args), 11, MUTED, "400", MONO),
    error
      ? text(14, 57, shortened(error), 11, ERROR.line, "400", MONO)
      : text(14, 57, shortened(card.shapes), 11, TEXT, "400", MONO),
    text(14, 75, card.params, 11, MUTED),
    text(ROW_WIDTH - 10, 75, card.gflops, 11, MUTED, "400", SANS, "end"),
    rect({ x: 0, y: ROW_HEIGHT - 3, width: ROW_WIDTH, height: 3 }, `fill="${soft}"`),
    rect({ x: 0, y: ROW_HEIGHT - 3, width: ROW_WIDTH * card.weight, height: 3 }, `fill="${line}"`),
    "</svg>",
  ].join("");
}

interface Box extends Point {
  width: number;
  height: number;
}

function rect({ x, y, width, height }: Box, attributes: string): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" ${attributes}/>`;
}

function text(
  x: number,
  y: number,
  words: string,
  size: number,
  fill: string,
  weight = "400",
  family = SANS,
  anchor = "start",
): string {
  if (!words) return "";
  const face = `font-family="${family}" font-size="${size}" font-weight="${weight}"`;
  return `<text x="${x}" y="${y}" ${face} fill="${fill}" text-anchor="${anchor}">${escaped(words)}</text>`;
}

/** As much as the width of a card holds in the monospaced face. */
function shortened(words: string): string {
  const characters = [...words];
  if (characters.length <= LINE_CHARACTERS) return words;
  return `${characters.slice(0, LINE_CHARACTERS - 1).join("")}…`;
}

function boundsOf(layout: Layout) {
  const xs = layout.rows.flatMap(({ x }) => [x - 8, x + ROW_WIDTH + 8]);
  const ys = layout.rows.flatMap(({ y }) => [y - 14, y + ROW_HEIGHT + 14]);
  for (const { points } of layout.edges) {
    for (const { x, y } of points) {
      xs.push(x);
      ys.push(y);
    }
  }
  if (layout.lanes.length > 0) ys.push(-30);
  // Reduced one by one: a network may have more points than a call has arguments.
  const least = (values: number[]) => values.reduce((a, b) => Math.min(a, b), 0);
  const most = (values: number[]) => values.reduce((a, b) => Math.max(a, b), 0);
  const left = Math.floor(least(xs)) - MARGIN;
  const top = Math.floor(least(ys)) - MARGIN;
  return {
    left,
    top,
    width: Math.ceil(most(xs)) + MARGIN - left,
    height: Math.ceil(most(ys)) + MARGIN - top,
  };
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** For text and attributes; what XML cannot hold at all is shown as a box. */
function escaped(words: string): string {
  return (
    words
      // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those that XML forbids
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, "\ufffd")
      .replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign)
  );
}
