/** Resolves what is desired: one row per identity, one variant per place, and why the others are not used. */
import { isObject } from "../contract/json_pointer.js";
import type { JsonObject } from "../contract/types.js";
import { ownValue } from "./canonical.js";
import { eachInTurns, mapInTurns } from "../engine/in_turns.js";
import { notices, reasons } from "./messages.js";
import { rankerOf, type RankValues, type Ranker } from "./rank.js";
import { rowKeys, type RowKeys } from "./row_keys.js";
import { digestOfLines, stableJson } from "./stable_json.js";
import type { DesiredRow, DesiredState, PlanSettings, SyncNotice } from "./sync_types.js";

/** A desired row with its identities. */
export interface WantedRow {
  /** Position in the input. */
  readonly index: number;
  /** The row with the name of the sync, and without a relative end of life. */
  readonly row: JsonObject;
  readonly expiresAfter: string | undefined;
  readonly rank: RankValues;
  readonly object: string;
  readonly place: string;
  readonly identity: string;
  readonly shown: string;
}

/** A desired row that is not used, with the reason. */
export interface RejectedWanted {
  readonly index: number;
  readonly row: JsonObject | null;
  readonly shown: string;
  readonly reason: string;
}

/** The desired rows after conflicts are resolved. */
export interface DesiredRows {
  readonly wanted: readonly WantedRow[];
  readonly rejected: readonly RejectedWanted[];
  /** Index of the used row for each row that was merged into it. */
  readonly mergedInto: ReadonlyMap<number, number>;
  /** Objects of rejected rows: what exists of them is not absent. */
  readonly protectedObjects: ReadonlySet<string>;
  readonly withdrawn: ReadonlySet<string>;
  readonly isDelta: boolean;
  readonly notices: readonly SyncNotice[];
  readonly digest: string;
  readonly ranker: Ranker;
}

/** Resolves the desired rows. @throws InvalidOption for a rank that is not known */
export async function desiredRows(state: DesiredState, settings: PlanSettings): Promise<DesiredRows> {
  const { target, rules } = settings;
  const keys = rowKeys(target);
  const ranker = rankerOf(target, rules);
  const reading = { settings, keys, ranker };
  const read = await mapInTurns(state.rows, (one, index) => readRow(one, index, reading));
  const usable = read.flatMap(({ wanted }) => wanted ?? []);
  const { used, mergedInto } = await merged(usable, ranker);
  const { wanted, losers } = await withoutConflicts(used, settings, ranker);
  const rejected = [...read.flatMap((one) => one.rejected ?? []), ...losers];
  const objects = await mapInTurns((state.withdrawn ?? []).filter(isObject), keys.object);
  return {
    wanted,
    rejected,
    mergedInto,
    protectedObjects: new Set(read.flatMap(({ protectedObject }) => protectedObject ?? [])),
    withdrawn: new Set(objects),
    isDelta: state.isDelta ?? false,
    notices: [
      ...noticeIf(read.filter(({ isRenamed }) => isRenamed).length, (count) =>
        notices.nameReplaced(count, target.owner.name),
      ),
      ...noticeIf(mergedInto.size, notices.merged),
      ...noticeIf(losers.length, notices.conflicts),
    ],
    digest: await digestOf(wanted, rejected, objects),
    ranker,
  };
}

/** Returns a notice about this many rows, if there are any. */
export function noticeIf(count: number, make: (count: number) => SyncNotice): SyncNotice[] {
  return count === 0 ? [] : [make(count)];
}

interface ReadRow {
  readonly wanted?: WantedRow;
  readonly rejected?: RejectedWanted;
  readonly protectedObject?: string;
  readonly isRenamed: boolean;
}

interface Reading {
  readonly settings: PlanSettings;
  readonly keys: RowKeys;
  readonly ranker: Ranker;
}

function readRow(given: DesiredRow, index: number, { settings, keys, ranker }: Reading): ReadRow {
  const { row: data, expiresAfter, facts, rejected } = given;
  const row = isObject(data) ? data : null;
  const isRow = row !== null && keys.isComplete(row);
  const shown = row === null ? "" : keys.shown(row);
  if (!isRow || rejected !== undefined) {
    const reason = rejected ?? reasons.notARow();
    const protectedObject = row === null ? {} : { protectedObject: keys.object(row) };
    return { rejected: { index, row, shown, reason }, ...protectedObject, isRenamed: false };
  }
  const { owner, expiry } = settings.target;
  const before = ownValue(row, owner.name) ?? settings.rules.name;
  const named: JsonObject = { ...row, [owner.name]: settings.rules.name };
  if (expiresAfter !== undefined && expiry !== undefined) delete named[expiry];
  const identities = { object: keys.object(row), place: keys.place(row), identity: keys.identity(row) };
  const rank = ranker.of(row, facts);
  return {
    wanted: { index, row: named, expiresAfter, rank, ...identities, shown },
    isRenamed: before !== settings.rules.name,
  };
}

/** Keeps one row per identity. */
async function merged(rows: readonly WantedRow[], ranker: Ranker) {
  const used = await bestBy(rows, ({ identity }) => identity, ranker);
  const mergedInto = new Map<number, number>();
  for (const { index, identity } of rows) {
    const winner = used.get(identity)?.index ?? index;
    if (winner !== index) mergedInto.set(index, winner);
  }
  return { used: [...used.values()], mergedInto };
}

/** Keeps one variant per place. */
async function withoutConflicts(rows: readonly WantedRow[], { target }: PlanSettings, ranker: Ranker) {
  const used = await bestBy(rows, ({ place }) => place, ranker);
  const losers = rows.flatMap(({ index, row, shown, place, identity }) => {
    const winner = used.get(place);
    if (winner === undefined || winner.identity === identity) return [];
    const variant = `${target.key.variant ?? ""} ${JSON.stringify(winner.row[target.key.variant ?? ""])}`;
    return [{ index, row, shown, reason: reasons.conflict(variant) }];
  });
  return { wanted: [...used.values()], losers };
}

/** Returns the row with the best rank by key; among equal ranks, the first one of the input. */
async function bestBy(
  rows: readonly WantedRow[],
  keyOf: (row: WantedRow) => string,
  ranker: Ranker,
): Promise<Map<string, WantedRow>> {
  const best = new Map<string, WantedRow>();
  await eachInTurns(rows, (row) => {
    const other = best.get(keyOf(row));
    if (other === undefined || ranker.compare(row.rank, other.rank) < 0) best.set(keyOf(row), row);
  });
  return best;
}

async function digestOf(
  wanted: readonly WantedRow[],
  rejected: readonly RejectedWanted[],
  withdrawn: readonly string[],
): Promise<string> {
  return digestOfLines([
    ...(await mapInTurns(wanted, ({ identity, row, expiresAfter = null, rank }) =>
      stableJson(["row", identity, row, expiresAfter, rank]),
    )),
    ...(await mapInTurns(rejected, ({ shown, reason }) => stableJson(["rejected", shown, reason]))),
    ...(await mapInTurns(withdrawn, (object) => stableJson(["withdrawn", object]))),
  ]);
}
