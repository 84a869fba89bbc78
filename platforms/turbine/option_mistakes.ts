/** Finds what may be meant as an option of the run and would be overlooked, so that a dry run would be a real one. */
import { isObject, type JsonObject, NearNames, quoteName } from "../../connector/platform_api.js";
import { turbineErrors } from "./messages.js";

/** Words that people put before or behind the name of an option. */
const before = /^(?:is|with|use|set|enable|option|run)[^a-z]?(?=[A-Za-z])/i;
const behind = /[^A-Za-z]?(?:mode|flag|option|enabled|ms|seconds)$/i;

/** Throws InvalidInput. @param mixed - what is neither a field of the asset, nor an option, nor an input of the action */
export function assertNoOption(mixed: JsonObject, options: readonly string[]): void {
  const near = new NearNames(options, { synonyms: shortNames(options) });
  const rest: (readonly [place: string, part: JsonObject])[] = [["", mixed]];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const [place, part] = next;
    for (const [name, value] of Object.entries(part)) {
      const [option] = meant(name, near);
      if (option !== undefined) throw turbineErrors.optionMeant(name, place, option);
      const within = place === "" ? quoteName(name) : place;
      for (const one of Array.isArray(value) ? value : [value]) if (isObject(one)) rest.push([within, one]);
    }
  }
}

function meant(name: string, near: NearNames): readonly string[] {
  const found = near.meant(name);
  return found.length > 0 ? found : near.meant(name.replace(before, "").replace(behind, ""));
}

/** The first word of each name of two words: `deadline` of `deadline_ms`. */
function shortNames(options: readonly string[]): Record<string, string[]> {
  const words = options.map((option) => [option, option.split("_")] as const);
  return Object.fromEntries(
    words.flatMap(([option, [first = "", ...others]]) => (others.length === 1 ? [[option, [first]]] : [])),
  );
}
