/** Converts a fact as its source in the mapping declares. */
import type { Mapping } from "../../contract/generated/meta/mapping.js";
import type { JsonObject } from "../../contract/types.js";
import { textOf } from "./field_value.js";

/** Returns the value of a field; undefined if the fact is absent or has no value for the field. */
export function converted(
  value: unknown,
  { ranges, words, each }: Mapping["fields"][string][number],
): unknown {
  if (value === undefined) return undefined;
  if (ranges !== undefined) return ranges.find(({ from }) => Number(value) >= from)?.value;
  if (words !== undefined) return Object.hasOwn(words, textOf(value)) ? words[textOf(value)] : undefined;
  if (each === undefined || !Array.isArray(value)) return value;
  return value.map((item) => {
    const texts = Object.entries(each).map(([name, text]) => [
      name,
      text.replaceAll("{item}", () => textOf(item)),
    ]);
    return Object.fromEntries(texts) as JsonObject;
  });
}
