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
  const valueOf = (pair: Pair, field: string) => plainText(ownValue(pair.existing.item, field));
  const adoptable = matches.foreign.filter(({ existing }) => existing.owner === "otherName");
  const others = matches.foreign.filter(({ existing }) => existing.owner !== "otherName");
  const due = adoptable.length;
  // A person asked for exactly these rows, so that only knowledge is guarded, and no number.
  const rules = { ...settings.rules, allowDelete: due };
  const held = heldBack({ due, owned: due, wanted: desired.wanted.length }, { ...settings, rules });
  const reasonOf = (pair: Pair) => reasons.adopted(valueOf(pair, owner.name));
  const lines = [
    ...adoptable.map((pair) =>
      held === undefined
        ? write.replacement(pair, reasonOf(pair))
        : write.kept(pair, reasons.held(reasonOf(pair), held.message)),
    ),
    ...others.map(({ wanted, existing }) =>
      write.unsent(
        "rejected",
        wanted,
        reasons.notAdopted(plainText(ownValue(existing.item, owner.client ?? ""))),
      ),
    ),
    ...[...matches.pairs, ...matches.variants].map((pair) => write.unchanged(pair)),
    ...matches.creates.map((wanted) => write.unsent("keep", wanted, reasons.notThere())),
    ...desired.rejected.map((rejected) => write.rejected(rejected)),
  ];
  return { lines, held, due: held === undefined ? 0 : due };
}
