/** Plans to take over rows of the same client id that belong to another sync. */
import type { Sides } from "./arrangement.js";
import { ownValue, plainText } from "./canonical.js";
import type { Expiries } from "./expiry.js";
import { heldBack } from "./guards.js";
import { type Line, LineWriter } from "./line_writer.js";
import type { Pair } from "./matching.js";
import { reasons } from "./messages.js";
import type { PlanSettings, SyncNotice } from "./sync_types.js";

/**
 * Returns the lines of an adoption: desired rows that belong to another name of the same client id are deleted and
 * created again, because the owner of a row is set only when it is created. Rows of other creators are rejected.
 * Nothing else changes.
 */
export function adoptLines(
  { desired, matches }: Sides,
  settings: PlanSettings,
  expiries: Expiries,
): { lines: Line[]; held: SyncNotice | undefined; due: number } {
  const write = new LineWriter(settings, expiries);
  const { owner } = settings.target;
  const [adoptable, others] = [true, false].map((isOurs) =>
    matches.foreign.filter(({ existing }) => (existing.owner === "otherName") === isOurs),
  ) as [Pair[], Pair[]];
  const held = heldAdoption(adoptable.length, desired.wanted.length, settings);
  const lines = [
    ...adoptable.map((pair) => {
      const reason = reasons.adopted(textIn(pair, owner.name));
      if (held === undefined) return write.replacement(pair, reason);
      return write.kept(pair, reasons.held(reason, held.message));
    }),
    ...others.map((pair) =>
      write.unsent("rejected", pair.wanted, reasons.notAdopted(textIn(pair, owner.client ?? ""))),
    ),
    ...[...matches.pairs, ...matches.variants].map((pair) => write.unchanged(pair)),
    ...matches.creates.map((wanted) => write.unsent("keep", wanted, reasons.notThere())),
    ...desired.rejected.map((rejected) => write.rejected(rejected)),
  ];
  return { lines, held, due: held === undefined ? 0 : adoptable.length };
}

/** A person asked for exactly these rows, so that only knowledge is guarded, and no number. */
function heldAdoption(due: number, wanted: number, settings: PlanSettings): SyncNotice | undefined {
  const rules = { ...settings.rules, allowDelete: due };
  return heldBack({ due, owned: due, wanted }, { ...settings, rules });
}

function textIn({ existing }: Pair, field: string): string {
  return plainText(ownValue(existing.item, field));
}
