/** Plans to take over rows of the same client id that belong to another sync. */
import type { Sides } from "./arrangement.js";
import { ownValue } from "./canonical.js";
import type { Expiries } from "./expiry.js";
import { heldBack } from "./guards.js";
import { mapInTurns } from "../engine/in_turns.js";
import { type Line, LineWriter } from "./line_writer.js";
import type { Pair } from "./matching.js";
import { reasons } from "./messages.js";
import type { PlanSettings, SyncNotice } from "./sync_types.js";

/**
 * Returns the lines of an adoption: desired rows that belong to another name of the same client id are deleted and
 * created again, because the owner of a row is set only when it is created. Rows of other creators are rejected.
 * Nothing else changes.
 */
export async function adoptLines(
  { desired, matches }: Sides,
  settings: PlanSettings,
  expiries: Expiries,
): Promise<{ lines: Line[]; held: SyncNotice | undefined; due: number }> {
  const { adoptable, others } = adoption(matches);
  const held = heldAdoption(adoptable.length, desired.wanted.length, settings);
  const write = new LineWriter(settings, expiries);
  const { owner } = settings.target;
  function* lines(): Generator<Line> {
    for (const pair of adoptable) {
      const reason = reasons.adopted(ownValue(pair.existing.item, owner.name));
      yield held === undefined
        ? write.replacement(pair, reason)
        : write.kept(pair, reasons.held(reason, held.message));
    }
    for (const pair of others)
      yield write.unsent(
        "rejected",
        pair.wanted,
        reasons.notAdopted(ownValue(pair.existing.item, owner.client ?? "")),
      );
    for (const pair of [...matches.pairs, ...matches.variants]) yield write.unchanged(pair);
    for (const wanted of matches.creates) yield write.unsent("keep", wanted, reasons.notThere());
    for (const rejected of desired.rejected) yield write.rejected(rejected);
  }
  const found = await mapInTurns(lines(), (line) => line);
  return { lines: found, held, due: held === undefined ? 0 : adoptable.length };
}

/** Splits rows of the same identity by whether the client id is ours. */
function adoption({ foreign }: Sides["matches"]): { adoptable: Pair[]; others: Pair[] } {
  const isOurs = ({ existing }: Pair) => existing.owner === "otherName";
  return { adoptable: foreign.filter(isOurs), others: foreign.filter((pair) => !isOurs(pair)) };
}

/** A person asked for exactly these rows, so that only knowledge is guarded, and no number. */
function heldAdoption(due: number, wanted: number, settings: PlanSettings): SyncNotice | undefined {
  const rules = { ...settings.rules, allowDelete: due };
  return heldBack({ due, owned: due, wanted }, { ...settings, rules });
}
