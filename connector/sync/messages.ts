/** The messages of syncs: reasons of plan entries, notices and errors. */
import { ConnectorError } from "../contract/errors.js";
import { quoted } from "../contract/visible_text.js";
import type { PlanEntry, SyncNotice } from "./sync_types.js";

const list = (names: readonly string[]) => names.join(", ");
const number = (count: number) => count.toLocaleString("en");

/** Returns the name of the sync that owns a row. A row of another program has none. */
const syncNamed = (name: unknown) => (typeof name === "string" && name !== "" ? quoted(name) : "no sync");

/** Reasons of plan entries and results. Each begins with its code. */
export const reasons = {
  changed: (fields: readonly string[]) => `Changed: ${list(fields)}.`,
  drift: (fields: readonly string[], author: string) =>
    `Drift: ${list(fields)}. The last change of the row is by ${quoted(author)}.`,
  recreated: () => "Drift: the last run left the row in the target, and it is not there any more.",
  renewed: () => "Renewed: less than half of the lifetime is left, or the end is not the expected one.",
  differs: (fields: readonly string[]) =>
    `Differs: ${list(fields)}. The policy create_only does not change rows.`,
  variant: (fields: readonly string[]) => `VariantChanged: the source desires another ${list(fields)}.`,
  oldVariant: (fields: readonly string[]) =>
    `OldVariant: the source desires the object only with another ${fields.join(" or ")}.`,
  onlyReported: (reason: string, policy: string) => `${reason} The policy ${policy} only reports this.`,
  withdrawn: () => "Withdrawn: the source withdrew the row.",
  absent: () => "Absent: the source does not contain the row any more.",
  notThere: () => "NotAdopted: the row does not exist. A sync creates it.",
  notDeleted: (reason: string, policy: string) => `${reason} The policy ${policy} does not delete it.`,
  held: (reason: string, why: string) => `Held: ${why} Otherwise: ${reason}`,
  adopted: (name: unknown) =>
    `Adopted: the row belongs to ${syncNamed(name)}. It is deleted and created again.`,
  notAdopted: (client: unknown) =>
    `Foreign: the row was created by ${typeof client === "string" ? quoted(client) : "somebody else"}. Only rows of the same client id can be adopted.`,
  foreign: () => "Foreign: the row exists, and this client id did not create it.",
  otherName: (name: unknown) =>
    `Foreign: the row belongs to ${syncNamed(name)}. Adopt takes over rows of the same client id.`,
  displaced: () => "OverCapacity: rows with a higher rank need the place.",
  overCapacity: () =>
    "OverCapacity: the target cannot hold more rows, and the rank of this row is not high enough.",
  conflict: (variant: string) =>
    `Conflict: the sources also desire the row with ${variant}, which has a higher rank or comes first.`,
  notARow: () => "InvalidRow: the row is not an object with the fields of its key.",
  unlisted: () =>
    "TargetIncomplete: the list of the target was not read to its end, and the row could exist in the rest and belong to somebody else.",
  duplicate: () => "Duplicate: another item of the target is the same row in another spelling.",
  protectedRow: () => "Rejected: the source still desires the object, but its row is not valid.",
  notInPlan: () => "NotInPlan: the change has become due since the plan was made. Plan again.",
  notReached: () => "NotSent: an earlier call of the sync failed.",
  oldRemains: (why: string) =>
    `OldRowRemains: the new row was imported, and the old one was not deleted. ${why}`,
  newMissing: () =>
    "NotDeleted: the new row of the same object was not imported. The old one stays until the new one is.",
  sameRow: () => "SameRow: the service keeps both variants as one row. The row was updated and not deleted.",
  gap: (why: string) => `Gap: the old row was deleted, and the new one was not imported. ${why}`,
} as const;

/** Whether a guard held back the change of an entry. */
export function isHeld({ change, reason }: Pick<PlanEntry, "change" | "reason">): boolean {
  return change === "keep" && reason?.startsWith("Held:") === true;
}

const notice = (code: string, message: string): SyncNotice => ({ code, message });

/** Why deletes are held back. */
export const holds = {
  emptyFeed: (due: number) =>
    notice(
      "EmptyFeed",
      `No row is desired. An empty feed deletes nothing; rows that would be deleted or replaced: ${number(due)}.`,
    ),
  sources: (due: number) =>
    notice(
      "SourcesIncomplete",
      `The sources were not read completely. Nothing is deleted; rows that would be deleted or replaced: ${number(due)}.`,
    ),
  target: (due: number) =>
    notice(
      "TargetIncomplete",
      `The list of the target was not read to its end. Nothing is deleted; rows that would be deleted or replaced: ${number(due)}.`,
    ),
  tooMany: (due: number, owned: number, bound: number) =>
    notice(
      "TooManyDeletes",
      `${number(due)} of ${number(owned)} owned rows would be deleted or replaced, and at most ${number(bound)} may be. None is. To allow them for one run, set --allow-delete ${due}.`,
    ),
} as const;

/** What a person should know about a sync as a whole. */
export const notices = {
  nameReplaced: (count: number, field: string) =>
    notice(
      "OwnerReplaced",
      `The name of the sync replaces another ${field} in the desired rows. Rows: ${number(count)}.`,
    ),
  otherNames: (names: readonly string[], count: number) =>
    notice(
      "OtherNames",
      `This sync owns rows of ${list(names.map((name) => quoted(name)))} too, because ownership is client. Rows: ${number(count)}.`,
    ),
  merged: (count: number) =>
    notice(
      "Merged",
      `Several desired rows have one identity; the one with the highest rank, or the first one, is used. Others: ${number(count)}.`,
    ),
  conflicts: (count: number) =>
    notice(
      "Conflict",
      `Several desired rows contradict each other; the one with the highest rank, or the first one, is used. Others: ${number(count)}.`,
    ),
  overCapacity: (count: number, capacity: number) =>
    notice(
      "OverCapacity",
      `The target holds at most ${number(capacity)} rows. Desired rows that do not fit: ${number(count)}.`,
    ),
  foreign: (count: number) =>
    notice(
      "Foreign",
      `Desired rows that exist already and belong to somebody else are not changed. Rows: ${number(count)}.`,
    ),
  leaseOnKnown: () =>
    notice("SourcesIncomplete", "The sources were not read completely. Only the known rows are renewed."),
  onlyNew: (count: number, isLease: boolean) =>
    notice(
      "OnlyNew",
      `The sources are asked only for what is new since a time, so they do not show what is gone. ${isLease ? "Owned rows that are not renewed, and expire" : "Owned rows that are kept although the sources did not return them"}: ${number(count)}. Remove the time from the input of the source, or use the policy upsert.`,
    ),
  unlisted: (count: number) =>
    notice(
      "TargetIncomplete",
      `The list of the target was not read to its end. Desired rows that are not in its part are not created: ${number(count)}.`,
    ),
  listFailed: (why: string) => notice("TargetIncomplete", `The list of the target ended early: ${why}`),
  gap: (count: number) =>
    notice("Gap", `Rows that were deleted before they were imported again: ${number(count)}.`),
  notInPlan: (count: number) =>
    notice(
      "NotInPlan",
      `Changes that are due and not part of the plan were not carried out. Make a new plan for them. Rows: ${number(count)}.`,
    ),
  resumed: () =>
    notice(
      "Resumed",
      "The last run of this sync did not finish. The target was listed again, and the rest is applied.",
    ),
} as const;

const invalid = (message: string) => new ConnectorError("InvalidOption", message);
const stale = (message: string) => new ConnectorError("StalePlan", message);

/** Errors of a configuration or a saved plan. */
export const syncErrors = {
  needsInterval: () =>
    invalid("The policy lease needs every, the interval of the runs, to compute when rows expire."),
  needsExpiry: () => invalid("The policy lease needs a target with a field for the end of life of its rows."),
  unknownRank: (name: string, known: readonly string[]) =>
    invalid(`rank contains ${quoted(name)}, which is not one of ${list(known)}.`),
  repeatedRank: (name: string) =>
    invalid(
      `rank contains ${quoted(name)} twice. Only the first one would have an effect; remove the other one.`,
    ),
  badShare: () => invalid("maxDelete.share must be a fraction from 0 to 1."),
  badCount: (name: string) => invalid(`${name} must be a whole number from 0 up.`),
  badName: () => invalid("The name of a sync must not be empty."),
  badPolicy: (known: readonly string[]) => invalid(`policy is required and must be one of ${list(known)}.`),
  badDuration: (text: string) =>
    invalid(`The lifetime ${quoted(text)} is not an ISO 8601 duration such as P30D.`),
  badInterval: (text: string) =>
    invalid(
      `every is ${quoted(text)}; write a number with s, m, h or d, such as 1h, or an ISO 8601 duration.`,
    ),
  noClientField: () =>
    invalid("ownership client needs a target that returns the client id of its rows. Use ownership name."),
  noClient: () =>
    invalid("The client id of the asset is not known, so that no row could be recognized as owned."),
  staleDesired: () => stale("The desired rows have changed since the plan was made."),
  staleOwned: () =>
    stale("The rows of the target have changed since the plan was made, or the plan is for another target."),
  staleEntries: (key: string) => stale(`The plan contains a change of ${quoted(key)} that is not due.`),
} as const;

/** Errors about the list of a target. */
export const listErrors = {
  cut: (maxItems: number) => new ConnectorError("Incomplete", `The list was cut after ${maxItems} items.`),
} as const;

/** Errors of a delete by filter. */
export const matchingErrors = {
  incomplete: ({ code, message, hint, status }: ConnectorError) =>
    new ConnectorError(code, `The list is not complete, so that nothing was deleted: ${message}`, {
      hint,
      status,
    }),
  tooMany: (count: number, bound: number) =>
    new ConnectorError(
      "TooManyDeletes",
      `The filter matches ${number(count)} objects, and max_delete allows ${number(bound)}.`,
    ),
  noId: (field: string) =>
    new ConnectorError("UnexpectedResponse", `A listed object has no ${field}. Nothing was deleted.`),
} as const;
