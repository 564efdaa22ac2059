/** Numbers, sizes and times as people read them. A missing value is a dash, never "NaN". */

const DASH = "–";
const THIN_SPACE = "\u2009";

type Maybe<T> = T | null | undefined;

function known(value: Maybe<number>): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** 2624080 → "2 624 080" (thin spaces); `digits` decimals where given. */
export function formatNumber(value: Maybe<number>, digits = 0): string {
  if (!known(value)) return DASH;
  const [whole = "", fraction] = Math.abs(value).toFixed(digits).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
  const text = fraction ? `${grouped}.${fraction}` : grouped;
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

/** A metric such as mAP or a loss: four significant places, and powers of ten when tiny. */
export function formatMetric(value: Maybe<number>): string {
  if (!known(value)) return DASH;
  if (value !== 0 && Math.abs(value) < 0.001) return value.toExponential(2).replace("-", "−");
  return Math.abs(value) >= 1000 ? formatNumber(value) : value.toFixed(value >= 100 ? 1 : 4);
}

/** 6.4123 → "6.4 GFLOPs"; small models get the places that tell them apart. */
export function formatGflops(value: Maybe<number>): string {
  if (!known(value)) return DASH;
  return `${formatNumber(value, value < 0.1 ? 3 : value < 1 ? 2 : 1)} GFLOPs`;
}

/** 1536 → "1.5 KiB". */
export function formatBytes(value: Maybe<number>): string {
  if (!known(value)) return DASH;
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let size = value;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${formatNumber(size, unit === 0 || size >= 100 ? 0 : 1)} ${units[unit]}`;
}

/** 0.0312 → "3.1 %". */
export function formatPercent(fraction: Maybe<number>, digits = 1): string {
  return known(fraction) ? `${formatNumber(fraction * 100, digits)} %` : DASH;
}

/** Seconds → "12 s", "3 min 05 s", "2 h 07 min", "3 d 4 h". */
export function formatDuration(seconds: Maybe<number>): string {
  if (!known(seconds)) return DASH;
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const total = Math.round(seconds);
  if (total < 60) return `${total} s`;
  const two = (value: number) => String(value).padStart(2, "0");
  if (total < 3600) return `${Math.floor(total / 60)} min ${two(total % 60)} s`;
  const minutes = Math.round(total / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
  return `${Math.floor(minutes / 1440)} d ${Math.floor((minutes % 1440) / 60)} h`;
}

const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" }); // dear to make

/** "3 minutes ago", "in 2 days", seen from `now` (milliseconds). */
export function formatRelative(time: Date, now: number): string {
  const seconds = Math.round((time.getTime() - now) / 1000);
  const size = Math.abs(seconds);
  if (size < 10) return "just now";
  if (size < 60) return words.format(seconds, "second");
  if (size < 3600) return words.format(Math.round(seconds / 60), "minute");
  if (size < 86_400) return words.format(Math.round(seconds / 3600), "hour");
  if (size < 30 * 86_400) return words.format(Math.round(seconds / 86_400), "day");
  if (size < 365 * 86_400) return words.format(Math.round(seconds / (30 * 86_400)), "month");
  return words.format(Math.round(seconds / (365 * 86_400)), "year");
}

/** The exact local time: "2026-11-21 10:14:03". */
export function formatExact(time: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

/** A tensor's shape as it is spoken: [64, 80, 80] → "64×80×80". */
export function formatShape(shape: Maybe<readonly (number | null)[]>): string {
  return shape ? shape.map((size) => size ?? "?").join("×") : DASH;
}
