/** Computes the expiry of rows with a relative lifetime, and decides when it is renewed. */
import { timestampMs } from "../contract/timestamp.js";
import type { JsonObject } from "../contract/types.js";
import { isDuration, isoTime, timeAfter } from "../feeds/duration.js";
import { ownValue } from "./canonical.js";
import type { WantedRow } from "./desired_rows.js";
import { syncErrors } from "./messages.js";
import type { PlanSettings } from "./sync_types.js";

/** The end of life of desired rows. */
export interface Expiries {
  /** Whether the end of the row moves with the time of the run, so that it is not compared. */
  readonly isRelative: (wanted: WantedRow) => boolean;
  /** Returns the row with its end of life, as it is sent. */
  readonly filled: (wanted: WantedRow) => JsonObject;
  /** Whether the existing item must get a new end. */
  readonly isDue: (wanted: WantedRow, item: JsonObject) => boolean;
}

/** Number of intervals that a row outlives the last run. */
const leaseIntervals = 3;

/** Returns the ends of life of a sync. @throws InvalidOption for a lifetime that is not a duration */
export function expiriesOf({ target, rules, nowMs }: PlanSettings): Expiries {
  const { expiry } = target;
  const leaseMs = leaseOf(rules);
  const lifetime = lifetimes(nowMs);
  const lifeOf = ({ expiresAfter }: WantedRow): number | undefined => {
    const own = expiresAfter === undefined ? undefined : lifetime(expiresAfter);
    return leaseMs === undefined ? own : Math.max(leaseMs, own ?? 0);
  };
  const isRelative = (wanted: WantedRow) => expiry !== undefined && lifeOf(wanted) !== undefined;
  return {
    isRelative,
    filled(wanted) {
      const life = lifeOf(wanted);
      if (expiry === undefined || life === undefined) return wanted.row;
      const end = Math.min(fixedEnd(wanted.row, expiry), nowMs + life);
      return { ...wanted.row, [expiry]: isoTime(end) };
    },
    isDue(wanted, item) {
      const life = lifeOf(wanted);
      if (expiry === undefined || life === undefined) return false;
      const end = endOf(ownValue(item, expiry));
      const fixed = fixedEnd(wanted.row, expiry);
      const half = nowMs + life / 2;
      // A lifetime that was shortened applies to existing rows too; half a lifetime is room for clocks that differ.
      return (
        end < Math.min(fixed, half) - msPerSecond || end > Math.min(fixed, nowMs + 1.5 * life) + msPerSecond
      );
    },
  };
}

const msPerSecond = 1000;

function leaseOf({ policy, everyMs = 0 }: PlanSettings["rules"]): number | undefined {
  return policy === "lease" ? leaseIntervals * everyMs : undefined;
}

/** Returns a function that returns the length of a duration from now on, in milliseconds. */
function lifetimes(nowMs: number): (duration: string) => number {
  const known = new Map<string, number>();
  return (duration) => {
    const before = known.get(duration);
    if (before !== undefined) return before;
    if (!isDuration(duration)) throw syncErrors.badDuration(duration);
    const length = timeAfter(nowMs, duration) - nowMs;
    known.set(duration, length);
    return length;
  };
}

/** Returns the end that the source has set, in milliseconds; infinity without one. */
function fixedEnd(row: JsonObject, expiry: string): number {
  return endOf(ownValue(row, expiry));
}

function endOf(value: unknown): number {
  const ms = typeof value === "string" ? timestampMs(value) : Number.NaN;
  return Number.isNaN(ms) ? Number.POSITIVE_INFINITY : ms;
}
