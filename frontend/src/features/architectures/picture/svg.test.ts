import { describe, expect, it } from "vitest";
import { cardsOf } from "../cards";
import { layOut } from "../lanes";
import type { Edge, InspectedRow, Row } from "../queries";
import { drawPicture } from "./svg";

const NASTY = `<b>&"'\u0000\ud800`;
const ROWS: Row[] = [0, 1, 2].map((index) => ({
  id: `n${index}`,
  index,
  section: index < 2 ? "backbone" : "head",
  from: -1,
  repeats: index + 1,
  module: index === 1 ? NASTY : "Conv",
  args: [64, NASTY],
  line: index + 1,
  last_line: index + 1,
}));
const EDGES: Edge[] = [1, 2].map((to) => ({ source: `n${to - 1}`, target: `n${to}`, slot: 0 }));
const INSPECTED = [
  { index: 0, stride: 2, out_shape: [64, 320, 320], in_shapes: null, params: 464, gflops: 1 },
  { index: 1, stride: 4, out_shape: null, in_shapes: null, params: 0, gflops: 0 },
].map((row) => ({ ...row, module: ROWS[row.index]?.module, repeats: 1, errors: [] }));

function draw(transparent = false) {
  const inspected = INSPECTED as unknown as InspectedRow[];
  const cards = cardsOf(ROWS, { modules: new Map(), inspected }, []);
  return drawPicture(`a <title> & "more"`, layOut(ROWS, EDGES), cards, { transparent });
}

function read(svg: string): Document {
  const document = new DOMParser().parseFromString(svg, "image/svg+xml");
  expect(document.querySelector("parsererror")).toBeNull();
  return document;
}

describe("the picture of a network", () => {
  it("is well-formed and has every row, whatever the names are", () => {
    const document = read(draw().svg);
    const rows = [...document.querySelectorAll("[data-row]")];
    expect(rows.map((row) => row.getAttribute("data-row"))).toEqual(["0", "1", "2"]);
    expect(rows[0]?.textContent).toContain("64×320×320");
    expect(rows[1]?.textContent).toContain(`<b>&"'\ufffd\ufffd`);
    expect(document.querySelector("title")?.textContent).toBe(`a <title> & "more"`);
    expect(document.querySelector("b")).toBeNull();
  });

  it("shows lanes, strides and both ways", () => {
    const { svg } = draw();
    for (const word of ["Backbone", "Head", "P1", "P2"]) expect(svg).toContain(`>${word}<`);
    expect(read(svg).querySelectorAll("path")).toHaveLength(4);
  });

  it("lies on paper unless it is to be transparent", () => {
    expect(draw().svg).toContain("#f6f7f8");
    expect(draw(true).svg).not.toContain("#f6f7f8");
  });

  it("is as large as what is on it", () => {
    const { width, height } = draw();
    const [left, top, ...size] = (read(draw().svg).documentElement.getAttribute("viewBox") ?? "")
      .split(" ")
      .map(Number);
    expect(size).toEqual([width, height]);
    expect(left).toBeLessThan(-8);
    expect(top).toBeLessThan(-30);
  });
});
