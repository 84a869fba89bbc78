/** A row as its source contains it. */
import type { Mapping } from "../../contract/generated/meta/mapping.js";
import type { JsonObject } from "../../contract/types.js";
import type { GivenForm } from "../feed_settings.js";
import type { Observable } from "../feed_types.js";
import { converted } from "./converted.js";
import type { Known } from "./facts.js";
import { textAs } from "./field_value.js";
import type { RowContext } from "./row_context.js";

type Source = Mapping["fields"][string][number];

/** A row with what its source says about it. */
interface SourceRow {
  readonly row: JsonObject;
  readonly known: Known;
  readonly texts: Observable["texts"];
  /** `texts`: cells of a table as they were, so that the same reader finds the same values again. */
  readonly form: GivenForm;
}

/**
 * Returns the row without the fields that its source does not contain and that a later reading adds again: those of
 * defaults, with their templates, and those that follow from other fields.
 */
export function givenRow(given: SourceRow, context: RowContext): JsonObject {
  const fields: JsonObject = {};
  for (const [name, sources] of context.mapping.sources) {
    const said = saidBy(sources, given, context);
    if (said !== undefined)
      fields[name] = textIn(said, given) ?? textAs(said.value, context.mapping.fields.get(name));
    else if (given.row[name] !== undefined && !isAdded(sources))
      fields[name] = valueText(sources, given) ?? given.row[name];
  }
  return Object.assign(fields, given.known.fields);
}

/** What the source says about a field. */
interface Said {
  readonly source: Source;
  readonly value: unknown;
}

/** Returns what the source says about a field; undefined if it says nothing, or if a default has precedence. */
function saidBy(
  sources: readonly Source[],
  { known: { facts } }: SourceRow,
  { defaults }: RowContext,
): Said | undefined {
  for (const source of sources) {
    if (source.default !== undefined && defaults[source.default] !== undefined) return undefined;
    const value = source.fact === undefined ? undefined : converted(facts[source.fact], source);
    if (value !== undefined) return { source, value };
  }
  return undefined;
}

/** Returns the cell of a fact; undefined if the fact is the text of its cell, or has another form in the row. */
function textIn({ source }: Said, { texts, form }: SourceRow): string | undefined {
  const { fact = "", ranges, words, each } = source;
  const isOther = ranges !== undefined || words !== undefined || each !== undefined;
  return form === "values" || isOther ? undefined : texts?.[fact];
}

/** Returns the cell of the value, for the field that holds the value. */
function valueText([first]: readonly Source[], { texts, form }: SourceRow): string | undefined {
  return form === "texts" && first?.template === "{value}" ? texts?.["value"] : undefined;
}

/** Returns whether a default or another field can set the field. */
function isAdded(sources: readonly Source[]): boolean {
  return sources.some((source) => source.default !== undefined || source.when !== undefined);
}
