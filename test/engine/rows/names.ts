/** Generates names that resemble a known one, using only the letters of the name. */
import fc from "fast-check";

const separators = ["_", "-", " ", ".", "\u200b", "\u00a0", "\ufeff"];
const letters = "abcdefghijklmnopqrstuvwxyz".split("");

/** Splits a name in camel case into words. */
function wordsOf(name: string): string[] {
  return name.split(/(?=[A-Z])/);
}

/** Generates the name in another letter case. */
export function otherCase(name: string): fc.Arbitrary<string> {
  const flips = fc.array(fc.boolean(), { minLength: name.length, maxLength: name.length });
  return flips
    .map((flip) =>
      name
        .split("")
        .map((c, i) => (flip[i] === true ? swapped(c) : c))
        .join(""),
    )
    .filter((made) => made !== name);
}

function swapped(c: string): string {
  return c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase();
}

/** Generates the name's words with separators between them, or blanks and invisible characters at the ends. */
export function separated(name: string): fc.Arbitrary<string> {
  const between = fc.constantFrom("", ...separators);
  const words = wordsOf(name);
  return fc
    .tuple(between, fc.array(between, { minLength: words.length, maxLength: words.length }), fc.boolean())
    .map(([first, after, lower]) => {
      const made = first + words.map((word, i) => word + after[i]).join("");
      return lower ? made.toLowerCase() : made;
    })
    .filter((made) => made !== name);
}

/** Generates the name with one letter inserted, removed, changed, or swapped with the next one. */
export function misspelt(name: string): fc.Arbitrary<string> {
  const at = fc.nat(name.length - 1);
  const letter = fc.constantFrom(...letters);
  const kind = fc.constantFrom("insert", "remove", "change", "swap");
  return fc
    .tuple(kind, at, letter)
    .map(([how, i, c]) => {
      const [before, here, after] = [name.slice(0, i), name.slice(i, i + 1), name.slice(i + 1)];
      if (how === "insert") return before + c + here + after;
      if (how === "remove") return before + after;
      if (how === "change") return before + c + after;
      return before + after.slice(0, 1) + here + after.slice(1);
    })
    .filter((made) => made !== name);
}
