/** Scales of axes: where a value stands between 0 and 1, and which values are written. Pure. */

export interface Scale {
  low: number;
  high: number;
  log: boolean;
}

/** A scale over all values; a logarithm has no place for what is not above zero. */
export function scaleOver(values: Iterable<number>, log = false): Scale {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value) || (log && value <= 0)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return log ? { low: 0.1, high: 1, log } : { low: 0, high: 1, log };
  if (low < high) return { low, high, log };
  return log ? { low: low / 2, high: high * 2, log } : { low: low - 0.5, high: high + 0.5, log };
}

/** A little room at both ends. */
export function padded({ low, high, log }: Scale, part = 0.04): Scale {
  if (log) {
    const room = (high / low) ** part;
    return { low: low / room, high: high * room, log };
  }
  const room = (high - low) * part;
  return { low: low - room, high: high + room, log };
}

/** 0 at the low end, 1 at the high one; null where the scale has no place for it. */
export function placeIn({ low, high, log }: Scale, value: number): number | null {
  if (log) return value > 0 ? Math.log(value / low) / Math.log(high / low) : null;
  return (value - low) / (high - low);
}

/** The value at a place. */
export function valueAt({ low, high, log }: Scale, place: number): number {
  return log ? low * (high / low) ** place : low + (high - low) * place;
}

/** Round values within the scale, about `count` of them. */
export function ticksOf(scale: Scale, count: number): number[] {
  const { low, high, log } = scale;
  if (log && high / low >= 30) {
    const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
    const step = Math.max(1, Math.ceil((to - from) / Math.max(1, count)));
    const parts = to - from <= 3 ? [1, 2, 5] : [1];
    const all: number[] = [];
    for (let power = from; power <= to; power += step) {
      for (const part of parts) all.push(Number(`${part}e${power}`));
    }
    return all.filter((value) => value >= low && value <= high);
  }
  const rough = (high - low) / Math.max(1, count);
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((by) => by * size >= rough) ?? 10) * size;
  const ticks: number[] = [];
  for (let at = Math.ceil(low / step - 1e-9); at * step <= high + step * 1e-9; at++) {
    ticks.push(Number((at * step).toPrecision(12)));
  }
  return ticks;
}

/** A tick in few characters: 0.25, 1000, 1e-5. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 100_000))
    return value.toExponential().replace("-", "−");
  return String(Number(value.toPrecision(4))).replace("-", "−");
}
