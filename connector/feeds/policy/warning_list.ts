/** One list of known values, in the format of MISP's warning lists. */
import { ConnectorError } from "../../contract/errors.js";
import { isObject } from "../../contract/json_pointer.js";
import { invalidWarningList } from "./messages.js";

const listTypes = ["string", "substring", "hostname", "cidr", "regex"] as const;

/** A list of known values. A hit is a hint, not a verdict. */
export interface WarningList {
  readonly name: string;
  readonly type: (typeof listTypes)[number];
  readonly list: readonly string[];
  /** MISP attribute types that the list is for; absent or with `ALL`: all. */
  readonly matching_attributes?: readonly string[];
}

/**
 * Returns the list of a parsed file.
 * @param file - name of the file, for messages
 * @throws ConnectorError InvalidOption for anything else
 */
export function warningListOf(parsed: unknown, file: string): WarningList {
  if (!isObject(parsed)) throw invalid(file, "is not a JSON object");
  const { name, type, list, matching_attributes: attributes } = parsed;
  if (typeof name !== "string" || name === "") throw invalid(file, "has no name");
  const known = listTypes.find((one) => one === type);
  if (known === undefined) throw invalid(file, `has a type that is not one of ${listTypes.join(", ")}`);
  if (!isTexts(list)) throw invalid(file, "has a list that is not a list of texts");
  if (attributes === undefined) return { name, type: known, list };
  if (!isTexts(attributes)) throw invalid(file, "has matching_attributes that are not a list of texts");
  return { name, type: known, list, matching_attributes: attributes };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function invalid(file: string, problem: string): ConnectorError {
  return new ConnectorError("InvalidOption", invalidWarningList(file, problem));
}
