/**
 * Spreads what is to be drawn over frames: each gets so much work as leaves it time for the rest.
 * Who asks again before its turn is drawn once, as it is then.
 */

const BUDGET_MS = 2;

const waiting = new Map<object, () => void>();
let frame = 0;

export function paintSoon(who: object, paint: () => void): void {
  waiting.set(who, paint);
  if (frame === 0) frame = requestAnimationFrame(run);
}

/** As `paintSoon`, but leaves the coming frame alone: for data that React renders in it, which is work enough. */
export function paintNext(who: object, paint: () => void): void {
  waiting.set(who, paint);
  if (frame === 0) frame = requestAnimationFrame(runNext);
}

export function forgetPaint(who: object): void {
  waiting.delete(who);
}

function runNext(): void {
  frame = requestAnimationFrame(run);
}

function run(): void {
  const end = performance.now() + BUDGET_MS;
  for (const [who, paint] of waiting) {
    waiting.delete(who);
    paint();
    if (performance.now() >= end) break;
  }
  frame = waiting.size > 0 ? requestAnimationFrame(run) : 0;
}
