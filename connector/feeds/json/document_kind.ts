/** Recognizes which format a JSON document has, to name the right one if another was expected. */
import { isObject, type JsonObject, textIn } from "./json_values.js";
import type { JsonPart } from "./part_builder.js";

/** What a part belongs to. */
export interface DocumentKind {
  /** With its article. */
  readonly name: string;
  /** Format that reads it; empty if none does. */
  readonly format: "stix" | "misp" | "json" | "";
}

const stix: DocumentKind = { name: "STIX", format: "stix" };
const misp: DocumentKind = { name: "a MISP event or attribute list", format: "misp" };
const rows: DocumentKind = { name: "rows of this connector", format: "json" };
const warningList: DocumentKind = { name: "a MISP warning list", format: "" };

/** Routes by which a large document of each format is recognized early. */
export const recognizedRoutes = [
  "objects/*",
  "Event/Attribute/*",
  "Event/Object/*",
  "Attribute/*",
  "Object/*",
  "response/*",
  "response/Attribute/*",
  "Indicators/*",
  "json_body/Indicators/*",
];

/** Returns the kind of document that a part shows; undefined if the part shows none. */
export function kindOf({ path, value }: Pick<JsonPart, "path" | "value">): DocumentKind | undefined {
  if (/(?:^|\/)objects\/\*$/.test(path)) return stix;
  if (/(?:^|\/)(?:Event|Attribute|Object|response)\//.test(path)) return misp;
  if (/(?:^|\/)Indicators\/\*$/.test(path)) return rows;
  return isObject(value) ? kindOfObject(value) : undefined;
}

function kindOfObject(value: JsonObject): DocumentKind | undefined {
  const has = (name: string): boolean => Object.hasOwn(value, name);
  if (isStixObject(value) || Array.isArray(value["objects"])) return stix;
  if (has("Event") || has("Attribute") || has("response")) return misp;
  if (has("to_ids") || (has("info") && has("uuid"))) return misp;
  if (has("indicatorValue") || has("indicatorType") || has("Indicators") || has("json_body")) return rows;
  if (Array.isArray(value["list"]) && has("matching_attributes")) return warningList;
  return undefined;
}

/** Returns true for an object with a type, and with an id that begins with this type. */
function isStixObject(value: JsonObject): boolean {
  const type = textIn(value, "type");
  return type === "bundle" || (type !== undefined && textIn(value, "id")?.startsWith(`${type}--`) === true);
}
