import { describe, expect, it } from "vitest";
import type { Card } from "../cards";
import type { Latency } from "../queries";
import { formatMs, sorted, timedRows, withLatency } from "./latency";

const CARDS = ["Conv", "SPPF", "Conv"].map(
  (module, index) =>
    ({
      id: `n${index}`,
      index,
      module,
      gflops: "0.50 G",
      params: "",
      share: "",
      weight: 1,
    }) as Card,
);
const LATENCY: Latency = {
  rows: [
    { index: 0, ms: 3 },
    { index: 1, ms: 0.05 },
    { index: 2, ms: 1 },
  ],
  total_ms: 4.2,
  device: "CPU",
  threads: 2,
  repeats: 10,
};

describe("measured times", () => {
  it("stand on the cards, with their share of the whole", () => {
    const [first, second] = withLatency(CARDS, LATENCY);
    expect(first).toMatchObject({ gflops: "0.50 G · 3.00 ms", weight: 1 });
    expect(first?.share).toBe("74.1 % of the time of all rows");
    expect(second?.gflops).toBe("0.50 G · 0.050 ms");
    expect(withLatency(CARDS, null)).toBe(CARDS);
  });

  it("are sorted by any column", () => {
    const rows = timedRows(CARDS, LATENCY);
    const indices = (...how: [Parameters<typeof sorted>[1], boolean]) =>
      sorted(rows, ...how).map(({ index }) => index);
    expect(indices("ms", true)).toEqual([0, 2, 1]);
    expect(indices("index", false)).toEqual([0, 1, 2]);
    expect(indices("module", false)).toEqual([0, 2, 1]);
  });

  it("have the places that tell them apart", () => {
    expect([0.0123, 1.234, 123.4].map(formatMs)).toEqual(["0.012 ms", "1.23 ms", "123.4 ms"]);
  });
});
