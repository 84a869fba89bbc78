/** A row as its source contains it. */
import type { Mapping } from "../../contract/generated/meta/mapping.js";
import type { JsonObject } from "../../contract/types.js";
import { converted } from "./converted.js";
import type { Known } from "./facts.js";
import type { FeedMapping } from "./feed_mapping.js";
import { textAs } from "./field_value.js";

type Sources = Mapping["fields"][string];

/**
 * Returns the row without the fields that its source does not contain and that a later reading adds again: those of
 * defaults, with their templates, and those that follow from other fields.
 */
export function givenRow(row: JsonObject, known: Known, { sources, fields }: FeedMapping): JsonObject {
  const given: JsonObject = {};
  for (const [name, all] of sources) {
    const said = firstFact(all, known);
    if (said !== undefined) given[name] = textAs(said, fields.get(name));
    else if (row[name] !== undefined && !isAdded(all)) given[name] = row[name];
  }
  return Object.assign(given, known.fields);
}

function firstFact(sources: Sources, { facts }: Known): unknown {
  for (const source of sources) {
    const value = source.fact === undefined ? undefined : converted(facts[source.fact], source);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Returns whether a default or another field can set the field. */
function isAdded(sources: Sources): boolean {
  return sources.some((source) => source.default !== undefined || source.when !== undefined);
}
