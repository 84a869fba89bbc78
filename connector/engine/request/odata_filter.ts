/** Writes the comparisons of an OData filter. Each value is written as a literal, so that it cannot change the filter. */
import { requestErrors } from "./messages.js";

/**
 * Returns `name eq value` for each property, joined by `and`; empty without properties. Throws InvalidInput for a
 * value that has no literal.
 * @param place - where the properties are in the input, for the message
 */
export function filterOf(equals: unknown, place: string): string {
  return Object.entries(equals ?? {})
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${name} eq ${literal(value, `${place}.${name}`)}`)
    .join(" and ");
}

/** Joins two filters, either of which may be empty. Throws InvalidInput for one with unbalanced quotes or brackets. */
export function bothOf(filter: string, other: unknown): unknown {
  if (filter === "") return other;
  if (typeof other !== "string" || other.trim() === "") return filter;
  if (isWhole(other)) return `(${other}) and ${filter}`;
  throw requestErrors.unbalancedFilter();
}

/** Whether quotes and brackets are balanced. */
function isWhole(filter: string): boolean {
  const bare = filter.replace(/'[^']*'/g, "");
  let open = 0;
  for (const mark of bare) {
    if (mark === "(") open += 1;
    if (mark === ")") open -= 1;
    if (open < 0 || mark === "'") return false;
  }
  return open === 0;
}

function literal(value: unknown, place: string): string {
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  if (typeof value === "boolean" || Number.isFinite(value)) return String(value);
  throw requestErrors.comparedValue(place);
}
