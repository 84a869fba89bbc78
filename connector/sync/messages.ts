/** The messages of syncs: reasons of plan entries, notices and errors. */
import { ConnectorError } from "../contract/errors.js";
import { quoted } from "../contract/visible_text.js";
import type { Change, SyncNotice } from "./sync_types.js";

const list = (names: readonly string[]) => names.join(", ");
const rows = (count: number) => (count === 1 ? "1 row" : `${count.toLocaleString("en")} rows`);

/** Reasons of plan entries. Each begins with its code. */
export const reasons = {
  changed: (fields: readonly string[]) => `Changed: ${list(fields)}.`,
  drift: (fields: readonly string[], author: string) =>
    `Drift: ${list(fields)} differ, and ${quoted(author)} changed the row last.`,
  recreated: () => "Drift: the last run left the row in the target, and it is not there any more.",
  renewed: () => "Renewed: less than half of the lifetime is left, or the end is not the expected one.",
  differs: (fields: readonly string[]) =>
    `Differs: ${list(fields)}. The policy create_only does not change rows.`,
  variant: (fields: readonly string[]) => `VariantChanged: the source desires another ${list(fields)}.`,
  oldVariant: (fields: readonly string[]) =>
    `OldVariant: the source desires the object only with another ${list(fields)}.`,
  onlyReported: (reason: string, policy: string) => `${reason} The policy ${policy} only reports this.`,
  withdrawn: () => "Withdrawn: the source withdrew the row.",
  absent: () => "Absent: the source does not contain the row any more.",
  notThere: () => "NotAdopted: the row does not exist. A sync creates it.",
  notDeleted: (reason: string, policy: string) => `${reason} The policy ${policy} does not delete it.`,
  held: (reason: string, why: string) => `Held: ${why} Without this: ${reason}`,
  adopted: (name: string) => `Adopted: the row belonged to ${quoted(name)}. It is deleted and created again.`,
  notAdopted: (client: string) =>
    `Foreign: the row was created by ${quoted(client)}, and only its creator can hand it over.`,
  foreign: () => "Foreign: the row exists and was not created by this client id.",
  otherName: (name: string) =>
    `Foreign: the row belongs to ${quoted(name)}. Adopt takes over rows of the same client id.`,
  displaced: () => "OverCapacity: rows with a higher rank need the place.",
  overCapacity: () =>
    "OverCapacity: the target cannot hold more rows, and the rank of this row is not high enough.",
  conflict: (variant: string) =>
    `Conflict: the sources desire the row with ${variant} too, which has a higher rank or comes first.`,
  notARow: () => "InvalidRow: the row is not an object with the fields of its key.",
  unlisted: () =>
    "TargetIncomplete: the list of the target was not read to its end, so that the row could be one of somebody else.",
  duplicate: () => "Duplicate: another item of the target is the same row in another spelling.",
  protectedRow: () => "Rejected: the source still desires the value, but its row is not valid.",
} as const;

const notice = (code: string, message: string): SyncNotice => ({ code, message });

/** Why deletes are held back. */
export const holds = {
  emptyFeed: (due: number) =>
    notice("EmptyFeed", `No row is desired. ${rows(due)} would be deleted; an empty feed deletes nothing.`),
  sources: (due: number) =>
    notice(
      "SourcesIncomplete",
      `The sources were not read completely. ${rows(due)} would be deleted or replaced; nothing is.`,
    ),
  target: (due: number) =>
    notice(
      "TargetIncomplete",
      `The list of the target was not read to its end. ${rows(due)} would be deleted or replaced; nothing is.`,
    ),
  tooMany: (due: number, owned: number, bound: number) =>
    notice(
      "TooManyDeletes",
      `${rows(due)} of ${owned.toLocaleString("en")} owned rows would be deleted or replaced, and at most ${bound.toLocaleString("en")} may be; none is. To allow them once: --allow-delete ${due}.`,
    ),
} as const;

/** What a person should know about a plan as a whole. */
export const notices = {
  nameReplaced: (count: number, field: string) =>
    notice("OwnerReplaced", `${rows(count)} had another ${field}; the name of the sync replaces it.`),
  otherNames: (names: readonly string[], count: number) =>
    notice(
      "OtherNames",
      `${rows(count)} of this client id belong to ${list(names.map((name) => quoted(name)))}, and this sync owns them, because ownership is client.`,
    ),
  merged: (count: number) =>
    notice(
      "Merged",
      `${rows(count)} have the identity of another desired row; the one with the highest rank, or the first one, is used.`,
    ),
  conflicts: (count: number) =>
    notice(
      "Conflict",
      `${rows(count)} are desired with several actions; the one with the highest rank, or the first one, is used.`,
    ),
  overCapacity: (count: number, capacity: number) =>
    notice(
      "OverCapacity",
      `${rows(count)} do not fit into the ${capacity.toLocaleString("en")} places of the target.`,
    ),
  foreign: (count: number) =>
    notice("Foreign", `${rows(count)} exist already and belong to somebody else. They are not changed.`),
  leaseOnKnown: () =>
    notice("SourcesIncomplete", "The sources were not read completely. Only the known rows are renewed."),
  unlisted: (count: number) =>
    notice(
      "TargetIncomplete",
      `The list of the target was not read to its end. ${rows(count)} that are not in its part are not created.`,
    ),
} as const;

/** Errors of a configuration. */
export const syncErrors = {
  needsInterval: () =>
    invalid("The policy lease needs every, the interval of the runs, to compute when rows expire."),
  needsExpiry: () => invalid("The policy lease needs a target with a field for the end of life of its rows."),
  unknownRank: (name: string, known: readonly string[]) =>
    invalid(`rank contains ${quoted(name)}, which is not one of ${list(known)}.`),
  badShare: () => invalid("maxDelete.share must be a fraction from 0 to 1."),
  badCount: (name: string) => invalid(`${name} must be a whole number from 0 up.`),
  badName: () => invalid("The name of a sync must not be empty."),
  badPolicy: (known: readonly string[]) => invalid(`policy is required and must be one of ${list(known)}.`),
  badDuration: (text: string) =>
    invalid(`The lifetime ${quoted(text)} is not an ISO 8601 duration such as P30D.`),
  noClient: () =>
    invalid("The client id of the asset is not known, so that no row could be recognized as owned."),
} as const;

function invalid(message: string): ConnectorError {
  return new ConnectorError("InvalidOption", message);
}

/** Order of the changes of one key in a plan. */
export const changeOrder: readonly Change[] = [
  "delete",
  "changeAction",
  "create",
  "update",
  "keep",
  "foreign",
  "overCapacity",
  "rejected",
];
