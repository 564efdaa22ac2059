/**
 * An exponential moving average with its bias towards zero corrected, so that it begins at the
 * first value. `weight` is that of the past, from 0 (nothing is smoothed) to below 1. Pure.
 */
export function smoothed(values: readonly (number | null)[], weight: number): (number | null)[] {
  let sum = 0;
  let known = 0;
  return values.map((value) => {
    if (value === null) return null;
    sum = weight * sum + (1 - weight) * value;
    known += 1;
    return sum / (1 - weight ** known);
  });
}
