import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** What one colour scheme can get wrong and the other not. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/** A dialog of Mantine's has a <header>, which within a dialog is no landmark; axe takes it for one. */
const NOT_IN_DIALOGS = ["landmark-no-duplicate-banner"];

interface Options {
  /** The selector of what to look at: the dialog that lies over the page. */
  part?: string;
  /** The selector of what is new on a page that was looked at before: the colours of the rest are known. */
  changed?: string;
  /** Rules that do not apply. */
  without?: string[];
}

/** Fails on any accessibility fault of what is shown; those of colours are looked for in light and in dark. */
export async function expectAccessible(page: Page, what = "the page", options: Options = {}) {
  const { part = "body", changed = part, without = [] } = options;
  const off = part === "body" ? without : [...without, ...NOT_IN_DIALOGS];
  // Begins with the scheme that is shown and leaves the other: to change it draws all anew.
  const dark = await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
  const [shown, other] = dark ? (["dark", "light"] as const) : (["light", "dark"] as const);
  if (changed === part) {
    await expectNone(axeOf(page, part).disableRules(off), `${what} in ${shown}`);
  } else {
    await expectNone(axeOf(page, part).disableRules([...off, ...COLOURS]), what);
    await expectNone(axeOf(page, changed).withRules(COLOURS), `${what} in ${shown}`);
  }
  await page.emulateMedia({ colorScheme: other });
  await page.evaluate(endTransitions);
  await expectNone(axeOf(page, changed).withRules(COLOURS), `${what} in ${other}`);
}

/** Half-way from one scheme to the other no colour is that of either: on a busy machine axe would see it. */
async function endTransitions(): Promise<void> {
  const drawn = () => new Promise((done) => requestAnimationFrame(done));
  await drawn();
  await drawn();
  for (const animation of document.getAnimations())
    if (animation instanceof CSSTransition) animation.finish();
}

/** Without frames, as there are none; to describe what is in order takes as long as to look at it. */
function axeOf(page: Page, part: string): AxeBuilder {
  const axe = new AxeBuilder({ page }).include(part).setLegacyMode();
  return axe.options({ resultTypes: ["violations"] });
}

async function expectNone(axe: AxeBuilder, what: string): Promise<void> {
  const { violations } = await axe.analyze();
  expect(violations, what).toEqual([]);
}
