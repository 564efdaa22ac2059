const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/** Words of Python that cannot name a class. */
const KEYWORDS = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except " +
    "finally for from global if import in is lambda nonlocal not or pass raise return try while " +
    "with yield"
  ).split(" "),
);

/** Why a new module cannot be called this; null where it can. */
export function nameProblem(name: string, taken: readonly string[]): string | null {
  if (!IDENTIFIER.test(name))
    return "The name of a Python class: letters, digits and _, at most 64";
  if (KEYWORDS.has(name)) return `${name} is a word of Python`;
  const lower = name.toLowerCase(); // on some systems file names differ in more than case
  const same = taken.find((other) => other.toLowerCase() === lower);
  return same ? `There is ${same} already` : null;
}

/** `wanted`, or with the first number behind it that makes it free. */
export function freeName(wanted: string, taken: readonly string[]): string {
  const lower = new Set(taken.map((name) => name.toLowerCase()));
  let name = wanted;
  for (let number = 2; lower.has(name.toLowerCase()); number++) name = `${wanted}${number}`;
  return name;
}
