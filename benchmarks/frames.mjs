// What the page's main thread works in each frame, read from Chromium's trace.
const CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline"];
const SCRIPT = ["EventDispatch", "FunctionCall", "FireAnimationFrame", "TimerFire", "RunMicrotasks"];
const WORK = new Set([...SCRIPT, "EvaluateScript", "MinorGC", "MajorGC", "UpdateLayoutTree", "Layout"]);

/** Milliseconds of work in each frame of what `gesture` does. A frame ends with its commit. */
export async function framesIn(browser, page, gesture) {
  await browser.startTracing(page, { categories: CATEGORIES });
  await gesture();
  const { traceEvents: events } = JSON.parse(String(await browser.stopTracing()));
  return perFrame(events);
}

function perFrame(events) {
  const commits = events.filter(({ name }) => name === "Commit");
  const counts = new Map();
  for (const { pid, tid } of commits) counts.set(`${pid} ${tid}`, (counts.get(`${pid} ${tid}`) ?? 0) + 1);
  const [main] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
  const onMain = events.filter(({ pid, tid }) => `${pid} ${tid}` === main).sort((a, b) => a.ts - b.ts);
  const frames = [];
  let covered = 0;
  let work = 0;
  for (const { name, ph, ts, dur = 0, tdur } of onMain) {
    if (name === "Commit") {
      frames.push(work / 1000);
      work = 0;
    }
    // What lies within something already counted is not counted again.
    if (ph !== "X" || !WORK.has(name) || ts < covered) continue;
    covered = ts + dur;
    work += tdur ?? dur;
  }
  return frames.filter((ms) => ms > 0.2);
}

export function figures(name, frames) {
  const sorted = [...frames].sort((a, b) => a - b);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return { name, frames: frames.length, median: at(0.5), p95: at(0.95), most: at(1) };
}
