/** Writes single lines of a plan: before, after and reason. */
import { timestampMs } from "../contract/timestamp.js";
import type { JsonObject } from "../contract/types.js";
import { ownValue } from "./canonical.js";
import type { RejectedWanted, WantedRow } from "./desired_rows.js";
import type { ExistingRow } from "./existing_rows.js";
import type { Expiries } from "./expiry.js";
import type { Pair } from "./matching.js";
import { reasons } from "./messages.js";
import { rowKeys } from "./row_keys.js";
import type { Change, PlanLine, PlanSettings } from "./sync_types.js";

/** A line of a plan. */
export type Line = PlanLine;

/** Returns an end of life in milliseconds; null without one. */
export function endMs(value: unknown): number | null {
  const ms = typeof value === "string" ? timestampMs(value) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

/** Writes lines. */
export class LineWriter {
  readonly #settings: PlanSettings;
  readonly #expiries: Expiries;
  readonly #shownFields: readonly string[];
  readonly #keyFields: readonly string[];

  constructor(settings: PlanSettings, expiries: Expiries) {
    const { id, owner, comparable } = settings.target;
    this.#settings = settings;
    this.#expiries = expiries;
    this.#keyFields = rowKeys(settings.target).fields;
    const ofOwner = [owner.client, owner.name, owner.changedBy].filter((name) => name !== undefined);
    this.#shownFields = [
      ...new Set([id, ...this.#keyFields, ...ofOwner, ...comparable.map(({ field }) => field)]),
    ];
  }

  creation(wanted: WantedRow, reason: string | null): Line {
    const line = this.#desired("create", wanted, this.#expiries.filled(wanted), reason);
    return { ...line, object: wanted.object };
  }

  update(pair: Pair, reason: string): Line {
    return this.#pair("update", pair, this.#spelledAsExisting(pair), reason);
  }

  replacement(pair: Pair, reason: string): Line {
    const line = this.#pair("changeAction", pair, this.#expiries.filled(pair.wanted), reason);
    return { ...line, object: pair.wanted.object };
  }

  kept(pair: Pair, reason: string): Line {
    const line = this.#pair("keep", pair, this.#expiries.filled(pair.wanted), reason);
    return { ...line, identity: pair.existing.identity };
  }

  /** A row that is as it should be. Its line contains no rows, because most lines of a plan are of this kind. */
  unchanged({ wanted, existing }: Pair): Line {
    const entry = { change: "keep", key: wanted.shown, before: null, after: null, reason: null } as const;
    const { expiry } = this.#settings.target;
    const end = expiry === undefined ? null : endMs(ownValue(existing.item, expiry));
    return { entry, index: wanted.index, id: existing.id, identity: existing.identity, end };
  }

  foreign(pair: Pair): Line {
    const { owner, item } = pair.existing;
    const name = ownValue(item, this.#settings.target.owner.name);
    const reason = owner === "otherName" ? reasons.otherName(name) : reasons.foreign();
    return this.#pair("foreign", pair, this.#expiries.filled(pair.wanted), reason);
  }

  deletion(existing: ExistingRow, reason: string): Line {
    return this.#existing("delete", existing, reason);
  }

  /** A row of an object that is desired with another variant only. */
  oldVariant(existing: ExistingRow, reason: string): Line {
    return { ...this.deletion(existing, reason), object: existing.object };
  }

  /** A row that is not desired and stays. @param reason - null if nothing is known about the row: its line contains none */
  stays(existing: ExistingRow, reason: string | null): Line {
    if (reason !== null) return this.#existing("keep", existing, reason);
    const entry = { change: "keep", key: existing.shown, before: null, after: null, reason } as const;
    return { entry, id: existing.id };
  }

  unsent(change: Change, wanted: WantedRow, reason: string): Line {
    return this.#desired(change, wanted, this.#expiries.filled(wanted), reason);
  }

  rejected({ index, row, shown, reason }: RejectedWanted): Line {
    return { entry: { change: "rejected", key: shown, before: null, after: row, reason }, index };
  }

  #desired(change: Change, wanted: WantedRow, after: JsonObject, reason: string | null): Line {
    const { shown: key, index, identity } = wanted;
    return { entry: { change, key, before: null, after, reason }, index, identity };
  }

  #existing(change: Change, existing: ExistingRow, reason: string): Line {
    const { shown: key, id } = existing;
    return { entry: { change, key, before: this.#shown(existing), after: null, reason }, id };
  }

  #pair(change: Change, { wanted, existing }: Pair, after: JsonObject, reason: string): Line {
    const entry = { change, key: wanted.shown, before: this.#shown(existing), after, reason };
    return { entry, index: wanted.index, id: existing.id, identity: wanted.identity };
  }

  #shown({ item }: ExistingRow): JsonObject {
    const present = this.#shownFields.filter((name) => Object.hasOwn(item, name));
    return Object.fromEntries(present.map((name) => [name, item[name]]));
  }

  /** The service recognizes a row by its exact spelling: another one would create a second row. */
  #spelledAsExisting({ wanted, existing }: Pair): JsonObject {
    const present = this.#keyFields.filter((name) => Object.hasOwn(existing.item, name));
    const key = present.map((name) => [name, existing.item[name]] as const);
    return { ...this.#expiries.filled(wanted), ...Object.fromEntries(key) };
  }
}
