/** Writes the comparisons of a query's filter (OData): each value is a literal and nothing more, whatever it holds. */
import { ConnectorError } from "../../contract/errors.js";

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

/** Both of them hold; either may be empty. Throws InvalidInput for one that could get out of its brackets. */
export function bothOf(filter: string, other: unknown): unknown {
  if (filter === "") return other;
  if (typeof other !== "string" || other.trim() === "") return filter;
  if (isWhole(other)) return `(${other}) and ${filter}`;
  throw new ConnectorError(
    "InvalidInput",
    "The filter has a quote or a bracket without its partner; mend it.",
  );
}

/** Whether what stands around it stays around it: quotes and brackets have their partners. */
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
  const words = "cannot be compared with; give text, a number, true or false.";
  throw new ConnectorError("InvalidInput", `${place} ${words}`);
}
