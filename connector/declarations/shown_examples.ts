/** Examples as people see them: dates that lie in the future stay in the future, however old the example is. */

/** The time of an example that does not depend on one. */
export const defaultNow = "2026-01-01T00:00:00Z";

interface Example {
  readonly now?: string;
  readonly input: unknown;
  readonly output?: unknown;
}

/** A leap year, so that every day of another year exists in it. */
const farYear = "2096";

/** A text that is a date with a time, and nothing else. */
const timestamp = /^\d{4}(-\d\d-\d\dT\d\d:\d\d.*)$/;

const known = new WeakMap<readonly object[], object[]>();

/** The examples with each date after their moment moved to a year that is far away. The moment is left out. */
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
