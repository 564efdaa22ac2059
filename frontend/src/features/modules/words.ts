const NAME = "NewBlock";

/** A template's source with the class called `name`. */
export function fillIn(source: string, name: string): string {
  return renamed(source, NAME, name);
}

/** The text with one name, where it stands as a whole word, put in place of another. */
export function renamed(source: string, from: string, to: string): string {
  return source.replace(new RegExp(`\\b${from}\\b`, "g"), to);
}
