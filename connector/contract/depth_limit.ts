/** Limits the nesting depth of external data, because recursive code could overflow the stack. */

/** Maximum number of levels that are read and returned. Real responses are far less deep. */
export const maxLevels = 100;

/** Replaces parts that are nested deeper. */
export const tooDeep = `(left out: nested more than ${maxLevels} levels deep)`;

/** Returns the value, or a copy with {@link tooDeep} instead of each part that is nested too deep. */
export function withinDepth(value: unknown, levels: number = maxLevels): unknown {
  if (isWithin(value, levels)) return value;
  if (levels === 0) return tooDeep;
  if (Array.isArray(value)) return value.map((part) => withinDepth(part, levels - 1));
  const entries = Object.entries(value as object);
  return Object.fromEntries(entries.map(([name, part]) => [name, withinDepth(part, levels - 1)]));
}

/** Checks the depth without allocations, because it runs for every response. */
function isWithin(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (levels === 0) return false;
  for (const name in value) if (!isWithin((value as Record<string, unknown>)[name], levels - 1)) return false;
  return true;
}
