/** Reads the interval of a sync: `1h`, `30m`, or an ISO 8601 duration. */
import { isDuration, timeAfter } from "../feeds/duration.js";
import { syncErrors } from "./messages.js";

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Returns the interval in milliseconds. @throws InvalidOption */
export function intervalMs(text: string): number {
  const [, count = "", unit = ""] = /^([1-9]\d{0,5})([smhd])$/.exec(text) ?? [];
  const ms = Number(count) * (units[unit] ?? 0);
  if (ms > 0) return ms;
  if (!isDuration(text)) throw syncErrors.badInterval(text);
  return timeAfter(0, text);
}
