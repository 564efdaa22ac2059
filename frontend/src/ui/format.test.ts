import { describe, expect, test } from "vitest";
import {
  formatBytes,
  formatDuration,
  formatExact,
  formatGflops,
  formatMetric,
  formatNumber,
  formatPercent,
  formatRelative,
  formatShape,
} from "./format";

describe("numbers", () => {
  test.each([
    [2_624_080, 0, "2\u2009624\u2009080"],
    [999, 0, "999"],
    [-1234.5, 1, "−1\u2009234.5"],
    [-0.2, 0, "0"],
  ])("%s with %s decimals", (value, digits, text) => {
    expect(formatNumber(value, digits)).toBe(text);
  });

  test("a value that is not there is a dash", () => {
    for (const format of [formatNumber, formatMetric, formatGflops, formatBytes, formatDuration]) {
      expect(format(null)).toBe("–");
      expect(format(Number.NaN)).toBe("–");
    }
  });

  test("metrics keep what tells them apart", () => {
    expect([0.91234, 0, 0.0000321, 123.456, 45678].map(formatMetric)).toEqual([
      "0.9123",
      "0.0000",
      "3.21e−5",
      "123.5",
      "45\u2009678",
    ]);
  });

  test("units", () => {
    expect([6.4123, 0.342, 0.0123].map(formatGflops)).toEqual([
      "6.4 GFLOPs",
      "0.34 GFLOPs",
      "0.012 GFLOPs",
    ]);
    expect([0, 1023, 1536, 5_400_000, 200 * 1024 ** 3].map(formatBytes)).toEqual([
      "0 B",
      "1\u2009023 B",
      "1.5 KiB",
      "5.1 MiB",
      "200 GiB",
    ]);
    expect(formatPercent(0.0312)).toBe("3.1 %");
    expect(formatShape([64, null, 80])).toBe("64×?×80");
  });
});

describe("times", () => {
  test.each([
    [0.0123, "12 ms"],
    [3.14, "3.1 s"],
    [9.97, "10 s"],
    [59.7, "1 min 00 s"],
    [185, "3 min 05 s"],
    [3599.6, "1 h 00 min"],
    [7620, "2 h 07 min"],
    [273_600, "3 d 4 h"],
  ])("%s seconds are %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  test("how long ago", () => {
    const now = Date.UTC(2026, 10, 21, 12);
    const ago = (seconds: number) => formatRelative(new Date(now - seconds * 1000), now);
    expect([3, 45, 180, 7200, 86_400].map(ago)).toEqual([
      "just now",
      "45 seconds ago",
      "3 minutes ago",
      "2 hours ago",
      "yesterday",
    ]);
    expect(formatExact(new Date(2026, 10, 21, 9, 5, 3))).toBe("2026-11-21 09:05:03");
  });
});
