/**
 * Describes problems with an asset. Messages never quote a value, because a secret may be in the wrong field.
 */
import { getAt, parsePointer } from "../contract/json_pointer.js";
import type { JsonObject } from "../contract/types.js";
import { nameShown } from "../contract/visible_text.js";
import type { Problem } from "./ajv.js";
import { suggest } from "./suggest.js";
import { typeList, typeOf } from "./validation_messages.js";

/**
 * Returns one message per problem, in order.
 * @param fields - names of the fields of an asset
 */
export function assetMessages(
  problems: readonly Problem[],
  asset: JsonObject,
  fields: readonly string[],
): string[] {
  return [...new Set(problems.map((problem) => messageOf(problem, asset, fields)))];
}

function messageOf(
  { keyword, instancePath, params, message }: Problem,
  asset: JsonObject,
  fields: readonly string[],
): string {
  const name = instancePath === "" ? "The asset" : nameAt(instancePath);
  const inside = instancePath === "" ? "" : `${name}: `;
  const value = getAt(asset, instancePath);
  switch (keyword) {
    case "required":
      return `${inside}${missing(String(params["missingProperty"]), value)}`;
    case "type":
      return `${name} must be ${typeList(params["type"])}, not ${typeOf(value)}.`;
    case "enum":
      return `${name} is not one of ${choices(params, value)}.`;
    case "minLength":
      return `${name} is empty; enter a value.`;
    case "additionalProperties":
    case "unevaluatedProperties":
      return `${inside}${unknown(unknownIn(params), instancePath === "" ? fields : [])}`;
    default:
      return `${name} ${message ?? "is not valid"}.`;
  }
}

function nameAt(pointer: string): string {
  return parsePointer(pointer)
    .map((token) => (/^\d{1,6}$/.test(token) ? token : nameShown(token)))
    .join(".");
}

function missing(name: string, there: unknown): string {
  const found = Object.keys(there ?? {}).find((key) => lettersOf(key) === lettersOf(name));
  return found === undefined ? `${name} is missing; add it.` : meant(found, name);
}

function unknownIn({ additionalProperty, unevaluatedProperty }: JsonObject): string {
  return String(additionalProperty ?? unevaluatedProperty);
}

/** @param fields - names that are known at this place; empty inside a field */
function unknown(name: string, fields: readonly string[]): string {
  if (fields.includes(name)) return `"${nameShown(name)}" is a field of another kind of asset; remove it.`;
  const [known] = [
    ...fields.filter((field) => lettersOf(field) === lettersOf(name)),
    ...suggest(name, fields),
  ];
  if (known !== undefined) return meant(name, known);
  return `"${nameShown(name)}" is not a known field; remove it or correct its name.`;
}

function meant(found: string, name: string): string {
  return `"${nameShown(found)}" is not a known field; write it as ${name}.`;
}

/** Returns the letters of a name, ignoring differences in case, blanks and separators. */
function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z\d]/g, "");
}

function choices({ allowedValues }: JsonObject, value: unknown): string {
  const words = (allowedValues as unknown[]).filter((word) => typeof word === "string");
  const word = words.find((one) => one.toLowerCase() === String(value).trim().toLowerCase());
  return words.join(", ") + (word === undefined ? "" : `; write it as ${word}`);
}
