/** Fills defaults into rows that a source already contains as rows. */
import { isObject } from "../../contract/json_pointer.js";
import type { Mapping } from "../../contract/generated/meta/mapping.js";
import type { JsonObject } from "../../contract/types.js";
import type { Observable, RowOrigin } from "../feed_types.js";
import { textOf } from "./field_value.js";
import { type Change, cap, defaultOf } from "./make_row.js";
import type { RowContext } from "./row_context.js";
import { originOf } from "./row_origin.js";
import { type Blanks, filled } from "./templates.js";

/** A row of the source with its defaults. */
export interface OwnRow {
  readonly row: unknown;
  readonly change: Change | undefined;
  readonly origin: RowOrigin;
}

/**
 * Returns the row with the defaults that a person has set and their templates, for absent fields only. What the row contains stays as it is,
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
    if (Object.hasOwn(row, name) && !isEmptyList(row[name])) continue;
    const value = addedValue(sources, { row, isFilled, blanks, context });
    if (value === undefined) continue;
    row[name] = value;
    isFilled.add(name);
  }
  const expiry = mapping.expiry ?? "";
  const isExplicit = Object.hasOwn(given, expiry);
  const change = cap(row, context, isExplicit);
  context.onRow?.(row, () => given);
  return { row, change, origin: originOf({ row, type: blanks.type, facts: {}, isExplicit }, context) };
}

/** An empty list says nothing, so that a default applies. */
function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

interface Added {
  readonly row: JsonObject;
  /** Fields that were added before. */
  readonly isFilled: ReadonlySet<string>;
  readonly blanks: Blanks;
  readonly context: RowContext;
}

/** Returns the value of an absent field: a default, its template, or what follows from a field that was added. */
function addedValue(sources: Mapping["fields"][string], { row, isFilled, blanks, context }: Added): unknown {
  // A template without a default, such as that of an id, is not for rows that exist already.
  const hasDefault = sources.some((source) => source.default !== undefined);
  for (const { default: key, template, constant, when } of sources) {
    if (key !== undefined) {
      const value = defaultOf(key, blanks, context);
      if (value !== undefined) return value;
    }
    if (template !== undefined && hasDefault && blanks.value !== "") return filled(template, blanks);
    if (when !== undefined && isFilled.has(when.field) && when.in.includes(row[when.field])) return constant;
  }
  return undefined;
}

/** Returns what a row identifies; undefined for an unknown type. */
export function observableOf(row: JsonObject, context: RowContext): Observable | undefined {
  const { type, kind, value } = blanksOf(row, context);
  return context.mapping.mapping.types[kind] === type ? { kind, value, facts: {} } : undefined;
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
