import { notifyProblem } from "../../../ui/notify";
import { savePng } from "../../architectures/picture/save";

/** What the theme and the style sheets say of a drawing, and a file would not know. */
const SAID = [
  "fill",
  "stroke",
  "strokeWidth",
  "strokeDasharray",
  "opacity",
  "fontFamily",
  "fontSize",
  "textAnchor",
  "paintOrder",
] as const;

/** Saves a drawing of the page as a PNG that looks as it does there. */
export async function saveChart(name: string, drawing: SVGSVGElement | null): Promise<void> {
  if (!drawing) return;
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const originals = [drawing, ...drawing.querySelectorAll<SVGElement>("*")];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>("*")];
  copies.forEach((element, at) => {
    const original = originals[at];
    if (!original) return;
    const style = getComputedStyle(original);
    for (const property of SAID) element.style[property] = style[property];
  });
  const { width, height } = drawing.getBoundingClientRect();
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  copy.style.background = getComputedStyle(document.body).backgroundColor;
  try {
    await savePng(name, { svg: new XMLSerializer().serializeToString(copy), width, height });
  } catch (error) {
    notifyProblem(error);
  }
}
