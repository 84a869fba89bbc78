/** Prepares examples for documentation. Future dates stay in the future, however old the example is. */

/** The time of examples that do not depend on one. */
export const defaultNow = "2026-01-01T00:00:00Z";

interface Example {
  readonly now?: string;
  readonly input: unknown;
  readonly output?: unknown;
}

/** A leap year, so that it contains every date. */
const farYear = "2096";

/** Text that consists of a date with a time. */
const timestamp = /^\d{4}(-\d\d-\d\dT\d\d:\d\d.*)$/;

const known = new WeakMap<readonly object[], object[]>();

/** Returns the examples without their time. Dates after that time move to a distant year. */
export function shownExamples<T extends object>(examples: readonly T[]): T[] {
  const shown = (known.get(examples) ??
    examples.map((example) => shownExample(example as T & Example))) as T[];
  known.set(examples, shown);
  return shown;
}

function shownExample({ now = defaultNow, ...example }: Example): object {
  const nowMs = Date.parse(now);
  const moved = (value: unknown): unknown => {
    if (typeof value === "string")
      return Date.parse(value) > nowMs ? value.replace(timestamp, `${farYear}$1`) : value;
    if (Array.isArray(value)) return value.map(moved);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, moved(part)]));
  };
  return moved(example) as object;
}
