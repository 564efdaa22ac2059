import type uPlot from "uplot";

const LINE = 20;
const MARGIN = 12;

export interface PictureText {
  title: string;
  /** Names of the lines with their colours. */
  lines: readonly { name: string; colour: string }[];
  text: string;
  ground: string;
}

/** The chart as a PNG of twice the pixels it has on the screen at most: title, legend and plot on a ground. */
export function drawPicture(
  plot: uPlot,
  { title, lines, text, ground }: PictureText,
): Promise<Blob> {
  const source = plot.ctx.canvas;
  const scale = source.width / plot.width;
  const canvas = document.createElement("canvas");
  canvas.width = source.width + 2 * MARGIN * scale;
  canvas.height = source.height + (2 * LINE + 2 * MARGIN) * scale;
  const ctx = canvas.getContext("2d");
  if (!ctx) throw new Error("This browser gives no canvas to draw the picture on.");
  ctx.fillStyle = ground;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.drawImage(source, MARGIN * scale, (MARGIN + 2 * LINE) * scale);
  ctx.scale(scale, scale);
  ctx.fillStyle = text;
  ctx.textBaseline = "middle";
  ctx.font = '600 13px "Inter Variable", sans-serif';
  ctx.fillText(title, MARGIN, MARGIN + LINE / 2);
  ctx.font = '12px "Inter Variable", sans-serif';
  let left = MARGIN;
  for (const { name, colour } of lines) {
    ctx.fillStyle = colour;
    ctx.fillRect(left, MARGIN + 1.5 * LINE - 1.5, 10, 3);
    ctx.fillStyle = text;
    ctx.fillText(name, left + 16, MARGIN + 1.5 * LINE);
    left += 32 + ctx.measureText(name).width;
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("No picture was made."))));
  });
}
