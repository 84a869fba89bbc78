/** Fills defaults into rows that a source already contains as rows. */
import { isObject } from "../../contract/json_pointer.js";
import type { JsonObject } from "../../contract/types.js";
import type { RowOrigin } from "../feed_types.js";
import { textOf } from "./field_value.js";
import { type Change, cap, defaultOf } from "./make_row.js";
import type { RowContext } from "./row_context.js";
import { originOf } from "./row_origin.js";
import type { Blanks } from "./templates.js";

/** A row of the source with its defaults. */
export interface OwnRow {
  readonly row: unknown;
  readonly change: Change | undefined;
  readonly origin: RowOrigin;
}

/**
 * Returns the row with the defaults that a person has set, for absent fields only. What the row contains stays as it is,
 * except that its life is limited.
 */
export function ownRow(given: unknown, context: RowContext): OwnRow {
  if (!isObject(given) || Object.keys(context.defaults).length === 0)
    return { row: given, change: undefined, origin: {} };
  const { mapping } = context.mapping;
  const row: JsonObject = { ...given };
  const blanks = blanksOf(row, context);
  const isFilled = new Set<string>();
  for (const [name, sources] of Object.entries(mapping.fields)) {
    if (Object.hasOwn(row, name)) continue;
    for (const source of sources) {
      const { when, constant } = source;
      const value =
        source.default === undefined
          ? when !== undefined && isFilled.has(when.field) && when.in.includes(row[when.field])
            ? constant
            : undefined
          : defaultOf(source.default, blanks, context);
      if (value === undefined) continue;
      row[name] = value;
      isFilled.add(name);
      break;
    }
  }
  const expiry = mapping.expiry ?? "";
  const isExplicit = Object.hasOwn(given, expiry);
  const change = cap(row, context, isExplicit);
  return { row, change, origin: originOf({ row, type: blanks.type, facts: {}, isExplicit }, context) };
}

/** Returns the blanks of templates by the fields that hold value and type. */
function blanksOf(row: JsonObject, { mapping: { mapping }, feed, nowMs }: RowContext): Blanks {
  const textIn = (template: string): string => {
    const entries = Object.entries(mapping.fields);
    const [name = ""] = entries.find(([, [first]]) => first?.template === template) ?? [];
    return textOf(row[name] ?? "");
  };
  const type = textIn("{type}");
  const kinds = Object.entries(mapping.types) as [Blanks["kind"], string][];
  const kind = kinds.find(([, name]) => name === type)?.[0] ?? "domain";
  return { kind, value: textIn("{value}"), type, feed, nowMs };
}
