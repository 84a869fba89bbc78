/** Makes the row of an observable. */
import type { Mapping } from "../../contract/generated/meta/mapping.js";
import { timestampMs } from "../../contract/timestamp.js";
import type { JsonObject } from "../../contract/types.js";
import { isoTime } from "../duration.js";
import type { Facts, Observable, Reason, RowOrigin } from "../feed_types.js";
import { converted } from "./converted.js";
import { givenRow } from "./given_row.js";
import { cappedExpiry, required, respelled, rewritten } from "./messages.js";
import type { Known } from "./facts.js";
import { spelled, textAs, textOf } from "./field_value.js";
import type { RowContext } from "./row_context.js";
import { originOf } from "./row_origin.js";
import { type Blanks, filled, templateOf } from "./templates.js";

type Source = Mapping["fields"][string][number];

/** A value of the source that the row has in another form. */
export interface Change extends Reason {
  readonly before: string;
  readonly after: string;
}

/** A row with its changes. */
export interface MadeRow {
  readonly row: JsonObject;
  readonly changes: readonly Change[];
  readonly origin: RowOrigin;
  /** A field that only the source or a default can set, and neither does. */
  readonly missing?: string;
}

/** Returns the row of an observable. */
export function makeRow(observable: Observable, type: string, known: Known, context: RowContext): MadeRow {
  const { mapping, fields } = context.mapping;
  const { kind, value: seen } = observable;
  const blanks: Blanks = { kind, value: seen, type, feed: context.feed, nowMs: context.nowMs };
  const row: JsonObject = {};
  const given = { row, known, blanks, context };
  const changes: Change[] = [];
  for (const [name, sources] of context.mapping.sources) {
    const found = firstValue(sources, given);
    if (found === undefined) continue;
    const raw = textAs(found.value, fields.get(name));
    const value = spelled(raw, fields.get(name));
    if (value !== raw) changes.push(...respelling(name, textOf(raw), textOf(value)));
    row[name] = value;
    const change = replacement(name, value, { source: found.source, sources, facts: known.facts });
    if (change !== undefined) changes.push(change);
  }
  Object.assign(row, known.fields);
  const capped = cap(row, context, known.facts.validUntil !== undefined);
  if (capped !== undefined) changes.push(capped);
  const missing = Object.keys(mapping.explicit ?? {}).find((name) => row[name] === undefined);
  context.onRow?.(row, (form) => givenRow({ row, known, texts: observable.texts, form }, context));
  const { facts, fields: assigned } = known;
  const isExplicit = facts.validUntil !== undefined || Object.hasOwn(assigned, mapping.expiry ?? "");
  const origin = originOf({ row, type, facts, isExplicit }, context);
  return { row, changes, origin, ...(missing === undefined ? {} : { missing }) };
}

/** Returns the fields that hold type and value of an observable; undefined if it cannot become a row. */
export function identityOf(observable: Observable, context: RowContext): JsonObject | undefined {
  const { mapping } = context.mapping;
  const type = mapping.types[observable.kind];
  if (type === undefined) return undefined;
  const blanks: Blanks = { ...observable, type, feed: context.feed, nowMs: context.nowMs };
  const templates = Object.entries(mapping.fields).map(([name, [first]]) => [name, first?.template] as const);
  return Object.fromEntries(
    templates.flatMap(([name, template]) =>
      template === undefined ? [] : [[name, filled(template, blanks)]],
    ),
  );
}

/**
 * Limits the end of a row's life to the maximum.
 * @param isExplicit - the source set the end, so that a limit is a change
 */
export function cap(
  row: JsonObject,
  { mapping, latestMs }: RowContext,
  isExplicit: boolean,
): Change | undefined {
  const field = mapping.mapping.expiry;
  if (field === undefined || latestMs === Number.POSITIVE_INFINITY) return undefined;
  const before = row[field];
  if (typeof before === "string" && !(timestampMs(before) > latestMs)) return undefined;
  const after = isoTime(latestMs);
  row[field] = after;
  if (!isExplicit || typeof before !== "string") return undefined;
  return { code: "ExpiryCapped", message: cappedExpiry(field, before, after), before, after };
}

interface Sources {
  /** The fields so far. */
  readonly row: JsonObject;
  readonly known: Known;
  readonly blanks: Blanks;
  readonly context: RowContext;
}

interface Found {
  readonly source: Source;
  readonly value: unknown;
}

function firstValue(sources: readonly Source[], given: Sources): Found | undefined {
  for (const source of sources) {
    const value = valueOf(source, given);
    if (value !== undefined) return { source, value };
  }
  return undefined;
}

/** Returns the change of a value that replaces what the source says: a constant, or a time in another form. */
function replacement(
  name: string,
  value: unknown,
  { source, sources, facts }: { source: Source; sources: readonly Source[]; facts: Facts },
): Change | undefined {
  const after = textOf(value);
  const { code, fact } = source;
  if (code !== undefined) {
    const said = sources.map((one) => one.fact && facts[one.fact]).find((one) => one !== undefined);
    const before = said === undefined ? after : textOf(said);
    return before === after
      ? undefined
      : { code, message: required(name, before, after, source.when), before, after };
  }
  const before = fact === undefined ? undefined : facts.given?.[fact];
  return before === undefined
    ? undefined
    : { code: "TimestampRewritten", message: rewritten(name, before, after), before, after };
}

function valueOf(source: Source, { row, known: { facts }, blanks, context }: Sources): unknown {
  const { when, template, byKind, fact, constant } = source;
  if (when !== undefined && !when.in.includes(row[when.field])) return undefined;
  if (constant !== undefined) return constant;
  if (template !== undefined) return filled(template, blanks);
  if (byKind !== undefined) return filled(templateOf(byKind, blanks) ?? "", blanks);
  if (source.default !== undefined) return defaultOf(source.default, blanks, context);
  return fact === undefined ? undefined : converted(facts[fact], source);
}

/** Returns the value of a default for a row with these blanks. */
export function defaultOf(key: NonNullable<Source["default"]>, blanks: Blanks, context: RowContext): unknown {
  if (key === "expiresAfter") return context.endOf(blanks.type);
  const value = context.defaults[key];
  return key === "title" || key === "description" ? value && filled(textOf(value), blanks) : value;
}

function respelling(name: string, before: string, after: string): Change[] {
  return [{ code: "Normalized", message: respelled(name, before, after), before, after }];
}
