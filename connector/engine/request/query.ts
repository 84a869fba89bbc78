/** Writes the query of a request. Names and values are encoded, so that none can change the others. */
import { requestErrors } from "./messages.js";
import { encoded, isEncodable } from "./url_encoding.js";

/**
 * Returns the query without its question mark; empty without parameters. Throws InvalidInput for an invalid value.
 * @param place - where the parameters are in the input, for the message
 */
export function queryOf(parameters: unknown, place: string): string {
  const entries = Object.entries(parameters ?? {}).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return entries.map(([name, value]) => pair(name, value, place)).join("&");
}

function pair(name: string, value: unknown, place: string): string {
  const text = textOf(value);
  if (text === undefined || !isEncodable(`${name} ${text}`))
    throw requestErrors.queryValue(`${place}.${name}`);
  // The names of OData parameters start with a dollar sign, which needs no encoding in a query.
  return `${encoded(name).replaceAll("%24", "$")}=${encoded(text)}`;
}

function textOf(value: unknown): string | undefined {
  if (Array.isArray(value))
    return value.every((item) => typeof item === "string") ? value.join(",") : undefined;
  if (typeof value === "string" || typeof value === "boolean") return String(value);
  return Number.isFinite(value) ? String(value) : undefined;
}
