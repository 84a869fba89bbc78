/** Plans a sync: compares desired rows with what exists. Pure: the same arguments lead to the same plan. */
import type { JsonObject } from "../contract/types.js";
import { arrange, canDelete, deletesIn, type Sides } from "./arrangement.js";
import { adoptLines } from "./adoption.js";
import { checkRules } from "./check_rules.js";
import { desiredRows, noticeIf } from "./desired_rows.js";
import { existingRows, type ExistingRows } from "./existing_rows.js";
import { expiriesOf } from "./expiry.js";
import { heldBack } from "./guards.js";
import type { Line } from "./line_writer.js";
import { sortedInTurns } from "../engine/in_turns.js";
import { match } from "./matching.js";
import { notices, syncErrors } from "./messages.js";
import { ownValue, plainText } from "./canonical.js";
import { PlanLines } from "./plan_lines.js";
import {
  type Change,
  changes,
  type DesiredState,
  type Planned,
  type PlanCounts,
  type PlanSettings,
  type SyncNotice,
} from "./sync_types.js";

/**
 * Returns the plan that leads from the existing rows to the desired ones.
 * @param listed - the items of the target
 * @throws InvalidOption for rules that are not valid
 */
export async function planSync(
  state: DesiredState,
  listed: readonly unknown[],
  settings: PlanSettings,
): Promise<Planned> {
  checkRules(settings.rules, settings.target);
  if (settings.target.owner.client !== undefined && settings.client === "") throw syncErrors.noClient();
  const expiries = expiriesOf(settings);
  const desired = await desiredRows(state, settings);
  const existing = await existingRows(listed, settings);
  const sides: Sides = { desired, existing, matches: await match(desired, existing) };
  if (settings.adopt === true) {
    const adopted = await adoptLines(sides, settings, expiries);
    return planned(sides, settings, { ...adopted, notices: desired.notices });
  }
  const wished = await arrange(sides, settings, true);
  const due = deletesIn(wished);
  const held = heldBack({ due, owned: existing.owned.length, wanted: desired.wanted.length }, settings);
  const arrangement = held === undefined ? wished : await arrange(sides, settings, false);
  const lines = await new PlanLines(settings, expiries, held).of(sides, arrangement);
  const found = [...desired.notices, ...noticesOf(sides, settings, lines)];
  return planned(sides, settings, { lines, held, due: held === undefined ? 0 : due, notices: found });
}

interface Found {
  readonly lines: readonly Line[];
  readonly held: SyncNotice | undefined;
  /** Number of rows that are held back. */
  readonly due: number;
  readonly notices: readonly SyncNotice[];
}

async function planned({ desired, existing }: Sides, settings: PlanSettings, found: Found): Promise<Planned> {
  const lines = await sortedInTurns(found.lines, byKey);
  const entries = lines.map(({ entry }) => entry);
  const counts = Object.fromEntries(changes.map((change) => [change, 0])) as Record<string, number>;
  for (const { change } of entries) counts[change] = (counts[change] ?? 0) + 1;
  const { complete, rules, sync = rules as unknown as JsonObject } = settings;
  return {
    plan: {
      version: 1,
      sync,
      desiredDigest: desired.digest,
      ownedDigest: existing.digest,
      complete,
      counts: { ...counts, ...(found.due === 0 ? {} : { held: found.due }) } as PlanCounts,
      entries,
    },
    lines,
    notices: found.notices,
    ...(found.held === undefined ? {} : { held: found.held }),
    entryOf: entryOf(lines, desired.mergedInto),
  };
}

/** Returns the line of each desired row; merged rows have that of the row that is used. */
function entryOf(lines: readonly Line[], mergedInto: ReadonlyMap<number, number>): number[] {
  const found: number[] = [];
  for (const [i, { index }] of lines.entries()) if (index !== undefined) found[index] = i;
  for (const [index, winner] of mergedInto) found[index] = found[winner] as number;
  return found;
}

/** Order of the changes of one key. */
const changeOrder: readonly Change[] = [
  "delete",
  "changeAction",
  "create",
  "update",
  "keep",
  "foreign",
  "overCapacity",
  "rejected",
];

/** Orders lines by key, then by change, then by id and position. */
function byKey(a: Line, b: Line): number {
  const order = (line: Line) => changeOrder.indexOf(line.entry.change);
  if (a.entry.key !== b.entry.key) return a.entry.key < b.entry.key ? -1 : 1;
  if (order(a) !== order(b)) return order(a) - order(b);
  if (a.id !== b.id) return (a.id ?? "") < (b.id ?? "") ? -1 : 1;
  return (a.index ?? 0) - (b.index ?? 0);
}

function noticesOf(
  { existing, matches }: Sides,
  { target, rules, complete }: PlanSettings,
  lines: readonly Line[],
): SyncNotice[] {
  const overCapacity = lines.filter(({ entry }) => entry.change === "overCapacity").length;
  const isLease = rules.policy === "lease";
  const unknown = matches.removals.filter(({ removal }) => removal === "unknown").length;
  const isMissed = isLease || canDelete(rules.policy, "absent");
  return [
    ...noticeIf(overCapacity, (count) => notices.overCapacity(count, target.capacity ?? 0)),
    ...noticeIf(matches.foreign.length, notices.foreign),
    ...noticeIf(complete.target ? 0 : matches.creates.length, notices.unlisted),
    ...noticeIf(isMissed ? unknown : 0, (count) => notices.onlyNew(count, isLease)),
    ...(isLease && !complete.sources ? [notices.leaseOnKnown()] : []),
    ...otherNames(existing, target.owner.name, rules.name),
  ];
}

/** Names the other syncs with owned rows: every row of the client id is owned. */
function otherNames({ owned }: ExistingRows, field: string, name: string): SyncNotice[] {
  const others = owned.map(({ item }) => ownValue(item, field) ?? null).filter((other) => other !== name);
  const maxNames = 10;
  const names = [...new Set(others.map((other) => (other === null ? "none" : plainText(other))))];
  return noticeIf(others.length, (count) => notices.otherNames(names.toSorted().slice(0, maxNames), count));
}
