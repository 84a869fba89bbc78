/** Writes the query of a request: each name and each value keeps to its own place, whatever it holds. */
import { ConnectorError } from "../../contract/errors.js";
import { encoded, isEncodable } from "./url_encoding.js";

/**
 * The query without its question mark; empty where nothing is asked. Throws InvalidInput for a value that is none.
 * @param place of the parameters in the input, for that sentence
 */
export function queryOf(parameters: unknown, place: string): string {
  const entries = Object.entries(parameters ?? {}).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return entries.map(([name, value]) => pair(name, value, place)).join("&");
}

function pair(name: string, value: unknown, place: string): string {
  const text = textOf(value);
  if (text === undefined || !isEncodable(`${name} ${text}`)) {
    const words = "is no value for a query; give text, a number, true or false, or a list of texts.";
    throw new ConnectorError("InvalidInput", `${place}.${name} ${words}`);
  }
  // A dollar sign is the mark of the names of OData, and harms nobody in a query.
  return `${encoded(name).replaceAll("%24", "$")}=${encoded(text)}`;
}

function textOf(value: unknown): string | undefined {
  if (Array.isArray(value))
    return value.every((item) => typeof item === "string") ? value.join(",") : undefined;
  if (typeof value === "string" || typeof value === "boolean") return String(value);
  return Number.isFinite(value) ? String(value) : undefined;
}
