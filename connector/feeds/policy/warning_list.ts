/** One list of known values, in the format of MISP's warning lists. */
import { isObject } from "../../contract/json_pointer.js";
import { warningListErrors } from "./messages.js";

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
  if (!isObject(parsed)) throw warningListErrors.notAnObject(file);
  const { name, type, list, matching_attributes: attributes } = parsed;
  if (typeof name !== "string" || name === "") throw warningListErrors.noName(file);
  const known = listTypes.find((one) => one === type);
  if (known === undefined) throw warningListErrors.unknownType(file, listTypes);
  if (!isTexts(list)) throw warningListErrors.invalidList(file);
  if (attributes === undefined) return { name, type: known, list };
  if (!isTexts(attributes)) throw warningListErrors.invalidAttributes(file);
  return { name, type: known, list, matching_attributes: attributes };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}
