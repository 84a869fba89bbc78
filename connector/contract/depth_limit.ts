/** Limits how deep data of others is nested: code that walks through it would overflow the stack. */

/** Levels that are read and returned. No service nests a response as deep. */
export const maxLevels = 100;

/** Replaces what is nested deeper. */
export const tooDeep = `(left out: nested more than ${maxLevels} levels deep)`;

/** The value itself, or a copy in which {@link tooDeep} replaces every part that is nested too deep. */
export function withinDepth(value: unknown, levels: number = maxLevels): unknown {
  if (isWithin(value, levels)) return value;
  if (levels === 0) return tooDeep;
  if (Array.isArray(value)) return value.map((part) => withinDepth(part, levels - 1));
  const entries = Object.entries(value as object);
  return Object.fromEntries(entries.map(([name, part]) => [name, withinDepth(part, levels - 1)]));
}

/** Every response is walked through, so nothing is allocated on the way. */
function isWithin(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (levels === 0) return false;
  for (const name in value) if (!isWithin((value as Record<string, unknown>)[name], levels - 1)) return false;
  return true;
}
