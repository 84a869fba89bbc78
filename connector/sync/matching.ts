/** Matches desired rows with what exists. */
import type { DesiredRows, WantedRow } from "./desired_rows.js";
import type { ExistingRow, ExistingRows } from "./existing_rows.js";
import { eachInTurns, mapInTurns, sortedInTurns } from "../engine/in_turns.js";
import { byText } from "./stable_json.js";

/** Why an owned row is not desired. `unknown`: the rows are only what is new, and can say nothing about it. */
export type Removal = "absent" | "unknown" | "withdrawn" | "oldVariant" | "rejected" | "duplicate";

/** Desired and existing rows side by side. */
export interface Matches {
  /** One and the same row, and owned. */
  readonly pairs: readonly Pair[];
  /** An owned row of the same object with another variant or scope. */
  readonly variants: readonly Pair[];
  readonly creates: readonly WantedRow[];
  /** Rows of the same identity that are not owned. */
  readonly foreign: readonly Pair[];
  /** Owned rows that are not desired. */
  readonly removals: readonly { readonly existing: ExistingRow; readonly removal: Removal }[];
}

/** A desired row and the existing one. */
export interface Pair {
  readonly wanted: WantedRow;
  readonly existing: ExistingRow;
}

/** Matches both sides by identity, and the rest by object. */
export async function match(desired: DesiredRows, existing: ExistingRows): Promise<Matches> {
  const pairs: Pair[] = [];
  const foreign: Pair[] = [];
  const open: WantedRow[] = [];
  const ordered = await sortedInTurns(desired.wanted, (a, b) => byText(a.identity, b.identity));
  await eachInTurns(ordered, (wanted) => {
    const same = existing.byIdentity.get(wanted.identity) ?? [];
    const own = same.filter(({ owner }) => owner === "own");
    const [first] = same;
    if (first === undefined) open.push(wanted);
    else if (own.length === 0) foreign.push({ wanted, existing: first });
    else pairs.push({ wanted, existing: spelledAlike(own, wanted) });
  });
  const matched = new Set(pairs.map((pair) => pair.existing));
  const left = existing.owned.filter((row) => !matched.has(row));
  const { variants, creates } = await paired(open, left, desired);
  const replaced = new Set(variants.map((pair) => pair.existing));
  const rest = left.filter((row) => !replaced.has(row));
  return { pairs, variants, creates, foreign, removals: await removalsOf(rest, desired) };
}

/** Several items can be the same row in different spellings; the one that is spelled like the row is preferred. */
function spelledAlike(own: readonly ExistingRow[], { shown }: WantedRow): ExistingRow {
  return own.find((row) => row.shown === shown) ?? (own[0] as ExistingRow);
}

/** Pairs open rows with owned rows of the same object that nothing desires as they are. */
async function paired(open: readonly WantedRow[], left: readonly ExistingRow[], desired: DesiredRows) {
  const identities = new Set(desired.wanted.map(({ identity }) => identity));
  const byObject = new Map<string, ExistingRow[]>();
  // In reverse order, so that the first one is taken from the end.
  await eachInTurns(left.toReversed(), (row) => {
    if (identities.has(row.identity)) return;
    const same = byObject.get(row.object);
    if (same === undefined) byObject.set(row.object, [row]);
    else same.push(row);
  });
  const variants: Pair[] = [];
  const creates: WantedRow[] = [];
  await eachInTurns(open, (wanted) => {
    const existing = byObject.get(wanted.object)?.pop();
    if (existing === undefined) creates.push(wanted);
    else variants.push({ wanted, existing });
  });
  return { variants, creates };
}

function removalsOf(
  rest: readonly ExistingRow[],
  desired: DesiredRows,
): Promise<{ readonly existing: ExistingRow; readonly removal: Removal }[]> {
  const objects = new Set(desired.wanted.map(({ object }) => object));
  const identities = new Set(desired.wanted.map(({ identity }) => identity));
  const removalOf = ({ object, identity }: ExistingRow): Removal => {
    if (identities.has(identity)) return "duplicate";
    if (desired.protectedObjects.has(object)) return "rejected";
    if (objects.has(object)) return "oldVariant";
    if (desired.withdrawn.has(object)) return "withdrawn";
    return desired.isDelta ? "unknown" : "absent";
  };
  return mapInTurns(rest, (existing) => ({ existing, removal: removalOf(existing) }));
}
