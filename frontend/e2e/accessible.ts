import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** What a dark page can get wrong that the light one does not. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/** A dialog of Mantine's has a <header>, which within a dialog is no landmark; axe takes it for one. */
const NOT_IN_DIALOGS = ["landmark-no-duplicate-banner"];

interface Options {
  /** The selector of what to look at: the dialog that lies over the page. */
  part?: string;
  /** Rules that do not apply. */
  without?: string[];
}

/** Fails on any accessibility fault of what is shown, in light and, where only colours differ, in dark. */
export async function expectAccessible(page: Page, what = "the page", options: Options = {}) {
  const { part = "body", without = [] } = options;
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const axe = new AxeBuilder({ page }).include(part).setLegacyMode(); // there are no frames to look into
    axe.options({ resultTypes: ["violations"] }); // to describe what is in order takes as long as to look at it
    if (colorScheme === "dark") axe.withRules(COLOURS);
    else axe.disableRules(part === "body" ? without : [...without, ...NOT_IN_DIALOGS]);
    const { violations } = await axe.analyze();
    expect(violations, `${what} in ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null });
}
