/** Pictures to files of the user's. */
import { saveFile } from "../../../ui/save";
import type { Picture } from "./svg";

/** Pixels of a PNG for one of the drawing: sharp on paper, too. */
const SCALE = 2;
/** What browsers draw at most, with room to spare. */
const MOST_PIXELS = 120e6;
const LONGEST_SIDE = 16_000;

export function saveSvg(name: string, { svg }: Picture): void {
  saveFile(`${name}.svg`, new Blob([svg], { type: "image/svg+xml" }));
}

/** A very large drawing becomes as large a picture as the browser can draw. */
export async function savePng(name: string, { svg, width, height }: Picture): Promise<void> {
  const scale = Math.min(
    SCALE,
    LONGEST_SIDE / Math.max(width, height),
    Math.sqrt(MOST_PIXELS / (width * height)),
  );
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
    if (!blob) throw new Error("The browser could not make a picture of this size. Take the SVG.");
    saveFile(`${name}.png`, blob);
  } finally {
    URL.revokeObjectURL(url);
  }
}
