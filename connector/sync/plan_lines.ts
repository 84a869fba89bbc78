/** Writes the lines of a plan. */
import { type Arrangement, canDelete, canReplace, type Sides } from "./arrangement.js";
import { differences, variantFields } from "./comparison.js";
import type { WantedRow } from "./desired_rows.js";
import type { ExistingRow } from "./existing_rows.js";
import { mapInTurns } from "../engine/in_turns.js";
import type { Expiries } from "./expiry.js";
import type { Pair, Removal } from "./matching.js";
import { reasons } from "./messages.js";
import { changedByOther } from "./ownership.js";
import { type Line, LineWriter } from "./line_writer.js";
import type { PlanSettings, SyncNotice } from "./sync_types.js";

/** Writes what happens to each row. */
export class PlanLines {
  readonly #settings: PlanSettings;
  readonly #expiries: Expiries;
  readonly #held: SyncNotice | undefined;
  readonly #write: LineWriter;
  readonly #differences: (pair: Pair) => string[];

  constructor(settings: PlanSettings, expiries: Expiries, held: SyncNotice | undefined) {
    this.#settings = settings;
    this.#expiries = expiries;
    this.#held = held;
    this.#write = new LineWriter(settings, expiries);
    this.#differences = differences(settings, expiries);
  }

  /** Returns one line per desired row that is not merged, and one per owned row that is not desired. */
  of(sides: Sides, arrangement: Arrangement): Promise<Line[]> {
    return mapInTurns(this.#lines(sides, arrangement), (line) => line);
  }

  *#lines({ desired, matches }: Sides, arrangement: Arrangement): Generator<Line> {
    const write = this.#write;
    const displaced = new Set(arrangement.displaced);
    const replaced = new Set(arrangement.replaced);
    for (const pair of matches.pairs) if (!displaced.has(pair)) yield this.#pair(pair);
    for (const pair of matches.variants)
      if (!displaced.has(pair)) yield this.#variant(pair, replaced.has(pair));
    for (const { wanted, existing } of arrangement.displaced) {
      yield write.deletion(existing, reasons.displaced());
      yield write.unsent("overCapacity", wanted, reasons.overCapacity());
    }
    for (const wanted of arrangement.creates) yield write.creation(wanted, this.#driftOf(wanted));
    for (const wanted of arrangement.tooMany)
      yield write.unsent("overCapacity", wanted, reasons.overCapacity());
    for (const wanted of arrangement.unlisted) yield write.unsent("rejected", wanted, reasons.unlisted());
    for (const pair of matches.foreign) yield write.foreign(pair);
    for (const { existing, removal } of arrangement.removed) yield this.#removed(existing, removal);
    for (const { existing, removal } of arrangement.left) yield this.#left(existing, removal);
    for (const rejected of desired.rejected) yield write.rejected(rejected);
  }

  #pair(pair: Pair): Line {
    const { wanted, existing } = pair;
    const fields = this.#differences(pair);
    const isDue = this.#expiries.isDue(wanted, existing.item);
    if (fields.length === 0 && !isDue) return this.#write.unchanged(pair);
    const policy = this.#settings.rules.policy;
    if (policy === "create_only") {
      const names = fields.length === 0 ? [this.#settings.target.expiry ?? ""] : fields;
      return this.#write.kept(pair, reasons.differs(names));
    }
    const author = changedByOther(existing.item, this.#settings);
    if (fields.length === 0) return this.#write.update(pair, reasons.renewed());
    const reason = author === undefined ? reasons.changed(fields) : reasons.drift(fields, author);
    return this.#write.update(pair, reason);
  }

  #variant(pair: Pair, isReplaced: boolean): Line {
    const { policy } = this.#settings.rules;
    const reason = reasons.variant(variantFields(this.#settings.target, pair));
    if (isReplaced) return this.#write.replacement(pair, reason);
    if (!canReplace(policy)) return this.#write.kept(pair, reasons.onlyReported(reason, policy));
    return this.#write.kept(pair, this.#heldReason(reason));
  }

  #removed(existing: ExistingRow, removal: Removal): Line {
    const reason = this.#removalReason(removal);
    return removal === "oldVariant"
      ? this.#write.oldVariant(existing, reason)
      : this.#write.deletion(existing, reason);
  }

  #left(existing: ExistingRow, removal: Removal): Line {
    if (removal === "unknown") return this.#write.stays(existing, null);
    const { policy } = this.#settings.rules;
    const reason = this.#removalReason(removal);
    if (removal === "duplicate" || removal === "rejected") return this.#write.stays(existing, reason);
    if (canDelete(policy, removal)) return this.#write.stays(existing, this.#heldReason(reason));
    return this.#write.stays(existing, reasons.notDeleted(reason, policy));
  }

  #removalReason(removal: Removal): string {
    if (removal === "withdrawn") return reasons.withdrawn();
    if (removal === "duplicate") return reasons.duplicate();
    if (removal === "rejected") return reasons.protectedRow();
    return removal === "absent" ? reasons.absent() : reasons.oldVariant(this.#variantNames());
  }

  #variantNames(): string[] {
    const { variant, scope = [] } = this.#settings.target.key;
    return [...(variant === undefined ? [] : [variant]), ...scope.map(({ field }) => field)];
  }

  #heldReason(reason: string): string {
    return reasons.held(reason, this.#held?.message ?? "");
  }

  /** A row that the last run left, and that has not expired since, was deleted by somebody else. */
  #driftOf({ identity }: WantedRow): string | null {
    const { previous, nowMs } = this.#settings;
    const end = previous?.get(identity);
    if (end === undefined) return null;
    return end === null || end > nowMs ? reasons.recreated() : null;
  }
}
