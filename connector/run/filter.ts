/** Writes the comparisons of a query's filter (OData): each value is a literal and nothing more, whatever it holds. */
import { ConnectorError } from "../contract/errors.js";

/**
 * `name eq value` for each property that is given, all of which must hold; empty where none is. Throws InvalidInput
 * for a value that has no literal. @param place of the properties in the input, for that sentence
 */
export function filterOf(equals: unknown, place: string): string {
  return Object.entries(equals ?? {})
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${name} eq ${literal(value, `${place}.${name}`)}`)
    .join(" and ");
}

/** Both of them hold; either may be empty. */
export function bothOf(filter: string, other: unknown): unknown {
  if (filter === "") return other;
  return typeof other === "string" && other.trim() !== "" ? `(${other}) and ${filter}` : filter;
}

function literal(value: unknown, place: string): string {
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  if (typeof value === "boolean" || Number.isFinite(value)) return String(value);
  const words = "cannot be compared with; give text, a number, true or false.";
  throw new ConnectorError("InvalidInput", `${place} ${words}`);
}
