/** What was found, to take away: as JSON, as a table, as a picture with everything drawn in. */
import { classColour } from "../../../ui/classColours";
import { isThere, limbs } from "../../../ui/skeleton";
import type { Detection, Prediction } from "../queries";

/** Corners in pixels of the picture. */
export function corners({ x, y, w, h }: Detection, width: number, height: number) {
  return {
    x1: (x - w / 2) * width,
    y1: (y - h / 2) * height,
    x2: (x + w / 2) * width,
    y2: (y + h / 2) * height,
  };
}

const COLUMNS = "picture,class,name,confidence,x1,y1,x2,y2";

export function asCsv(found: Prediction, boxes: readonly Detection[]): string {
  const picture = quoted(found.name);
  const lines = boxes.map((box) => {
    const { x1, y1, x2, y2 } = corners(box, found.width, found.height);
    const place = [x1, y1, x2, y2].map((value) => value.toFixed(2));
    return [picture, box.cls, quoted(box.name), box.conf.toFixed(5), ...place].join(",");
  });
  const scores = found.scores?.map((one) =>
    [picture, one.cls, quoted(one.name), one.conf.toFixed(5), "", "", "", ""].join(","),
  );
  return `${[COLUMNS, ...lines, ...(scores ?? [])].join("\r\n")}\r\n`;
}

export function asJson(found: Prediction, boxes: readonly Detection[]): string {
  const { name, width, height, imgsz, task, scores } = found;
  return `${JSON.stringify({ name, width, height, imgsz, task, boxes, scores }, null, 2)}\n`;
}

/** In quotes where it has to be; a name that a spreadsheet takes for a formula is kept from being one. */
function quoted(text: string): string {
  const harmless = /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** The picture in its own size with boxes, outlines, keypoints and labels. */
export function draw(
  canvas: HTMLCanvasElement,
  picture: CanvasImageSource,
  found: Prediction,
  boxes: readonly Detection[],
): void {
  const { width, height } = found;
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (!context) return;
  const unit = Math.max(1, Math.round(Math.max(width, height) / 640));
  context.drawImage(picture, 0, 0, width, height);
  context.lineWidth = 2 * unit;
  context.font = `600 ${12 * unit}px sans-serif`;
  context.textBaseline = "bottom";
  for (const box of boxes) {
    const colour = classColour(box.cls);
    const { x1, y1, x2, y2 } = corners(box, width, height);
    context.strokeStyle = context.fillStyle = colour;
    if (box.outline?.length) {
      context.beginPath();
      for (const [x = 0, y = 0] of box.outline) context.lineTo(x * width, y * height);
      context.closePath();
      context.globalAlpha = 0.25;
      context.fill();
      context.globalAlpha = 1;
      context.stroke();
    }
    if (found.task !== "obb") context.strokeRect(x1, y1, x2 - x1, y2 - y1);
    for (const [from, to] of limbs(box.keypoints ?? [])) {
      context.beginPath();
      context.moveTo(from.x * width, from.y * height);
      context.lineTo(to.x * width, to.y * height);
      context.stroke();
    }
    for (const { x, y } of (box.keypoints ?? []).filter(isThere)) {
      context.beginPath();
      context.arc(x * width, y * height, 3 * unit, 0, 2 * Math.PI);
      context.fill();
    }
    const label = `${box.name} ${box.conf.toFixed(2)}`;
    const top = Math.max(y1, 15 * unit);
    context.fillRect(x1, top - 15 * unit, context.measureText(label).width + 6 * unit, 15 * unit);
    context.fillStyle = "#000";
    context.fillText(label, x1 + 3 * unit, top);
  }
}

/** Hands a file to the browser. */
export function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** "photo.jpg" → "photo" */
export function stem(name: string): string {
  return (name.split("/").pop() ?? name).replace(/\.[^.]+$/, "");
}
