/** Combines what became of the observables of an item into the status of the item. */
import type { JsonObject } from "../contract/types.js";
import type { FeedItem, ReadItem, Reason, RowOrigin } from "./feed_types.js";
import type { Change, MadeRow } from "./mapping/make_row.js";
import type { OwnRow } from "./mapping/own_row.js";
import { leftOut } from "./mapping/messages.js";

/** An observable's value with its row, or with the reason why there is none. */
export type MadeValue = Made & { readonly value: string };

/** A row, or why there is none. */
export type Made =
  | MadeRow
  | { readonly reason: Reason; readonly row?: never; readonly origin?: never; readonly missing?: never };

/**
 * Returns the item with its rows. If no row is left, the item is skipped; if some are, or if a row differs from the
 * source, the item is changed.
 */
export function mappedItem(item: ReadItem, made: readonly MadeValue[]): FeedItem {
  const record = recordOf(item);
  const rows = made.flatMap(({ row }) => (row === undefined ? [] : [row]));
  const changes = made.flatMap((one) => (one.row === undefined ? [] : one.changes));
  const lost = made.flatMap((one) => (one.row === undefined ? [one] : []));
  const [first] = lost;
  if (first === undefined || rows.length > 0) {
    const lossAndChanges = lost.length === 0 ? changes : [partOf(made, lost), ...changes];
    return {
      ...withAfter(changed(record, lossAndChanges), made, lost.length > 0),
      rows,
      ...knownOrigins(made.flatMap(({ origin }) => origin ?? [])),
    };
  }
  const { code, message } = first.reason;
  const before = item.whole?.() ?? item.before ?? valuesOf(made);
  return { ...record, status: "skipped", code, message, before, after: null, rows };
}

/** Returns the record with the values of the rows, if some values of the item have none. */
function withAfter(record: Record, made: readonly MadeValue[], hasLoss: boolean): Record {
  return hasLoss ? { ...record, after: valuesOf(made.filter(({ row }) => row !== undefined)) } : record;
}

type Lost = MadeValue & { readonly row?: never; readonly reason: Reason };

/** Returns the change of an item that loses some of its values. */
function partOf(made: readonly MadeValue[], lost: readonly Lost[]): Change {
  return {
    code: "PartOfItem",
    message: leftOut(lost.map(({ value, reason }) => `${value}: ${reason.message}`)),
    before: valuesOf(made),
    after: valuesOf(made.filter(({ row }) => row !== undefined)),
  };
}

function valuesOf(made: readonly MadeValue[]): string {
  return made.map(({ value }) => value).join(", ");
}

/** Returns a skipped item. @param withdrawn - type and value of the rows that the source withdraws */
export function skippedItem(item: ReadItem, withdrawn: readonly JsonObject[]): FeedItem {
  return { ...recordOf(item), rows: [], ...(withdrawn.length === 0 ? {} : { withdrawn }) };
}

/** Returns the item with its one row, which differs from the source if there is a change. */
export function takenRow(item: ReadItem, { row, change, origin }: OwnRow): FeedItem {
  const changes = change === undefined ? [] : [change];
  return { ...changed(recordOf(item), changes), rows: [row], ...knownOrigins([origin]) };
}

function knownOrigins(origins: readonly RowOrigin[]): Pick<FeedItem, "origins"> {
  return origins.some((origin) => Object.keys(origin).length > 0) ? { origins } : {};
}

type Record = Omit<FeedItem, "rows" | "origins" | "withdrawn">;

function recordOf({ source, status, code, message, before, after }: ReadItem): Record {
  return { source, status, code, message, before, after };
}

/** Returns the record with the changes. A change that the reader made stays first. */
function changed(record: Record, changes: readonly Change[]): Record {
  const [first] = changes;
  if (first === undefined) return record;
  const texts = changes.map(({ message }) => message);
  if (record.status === "changed") return { ...record, message: [record.message, ...texts].join(" ") };
  const { code, before, after } = first;
  return { ...record, status: "changed", code, message: texts.join(" "), before, after };
}
