/** Reads the traffic light protocol from the markings of STIX objects. */
import { type Tlp, tlpLevels } from "../feed_types.js";
import { fieldIn, isObject, type JsonObject, textIn } from "../json/json_values.js";

/**
 * The markings that the specifications define.
 * TLP 1: https://docs.oasis-open.org/cti/stix/v2.1/os/stix-v2.1-os.html#_yd3ar14ekwrs
 * TLP 2: https://github.com/oasis-open/cti-stix-common-objects
 */
const defined: ReadonlyMap<string, Tlp> = new Map([
  ["marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9", "clear"],
  ["marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da", "green"],
  ["marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", "amber"],
  ["marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", "red"],
  ["marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487", "clear"],
  ["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb", "green"],
  ["marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421", "amber"],
  ["marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003", "amber+strict"],
  ["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1", "red"],
]);

/** Extension of STIX 2.1 that holds a level of TLP 2. */
const tlpExtension = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";

/** What a marking says: a level, or nothing about the traffic light protocol. */
export type Marking = Tlp | "other";

/** Returns what a marking-definition object says, by its name or definition. */
export function markingOf(object: JsonObject): Marking {
  const definition = fieldIn(object, "definition");
  const extensions = fieldIn(object, "extensions");
  const extension = isObject(extensions) ? fieldIn(extensions, tlpExtension) : undefined;
  const texts = [
    isObject(extension) ? textIn(extension, "tlp_2_0") : undefined,
    isObject(definition) ? textIn(definition, "tlp") : undefined,
  ];
  const statement = isObject(definition) ? tlpNamed(textIn(definition, "statement") ?? "") : undefined;
  const level = texts.find((text) => text !== undefined);
  if (level !== undefined) return tlpNamed(`tlp:${level}`) ?? "red";
  const name = textIn(object, "name") ?? "";
  return tlpNamed(name) ?? statement ?? (textIn(object, "definition_type") === "tlp" ? "red" : "other");
}

/** Returns the level of a name such as `TLP:AMBER` or `Traffic Light Protocol RED`; an unknown level is the strictest. Undefined for other names. */
export function tlpNamed(name: string): Tlp | undefined {
  const [, level = ""] =
    /^\s*(?:tlp|traffic[\s_-]?light[\s_-]?protocol)(?:[\s_-]?v?[12](?:\.0)?)?[\s:_-]+(.*)$/is.exec(name) ??
    [];
  if (level === "") return undefined;
  const plain = level
    .trim()
    .replace(/^tlp:/i, "")
    .toLowerCase()
    .replace(/[\s_-]+/g, "+");
  return plain === "white" ? "clear" : (tlpLevels.find((known) => known === plain) ?? "red");
}

/**
 * Returns the strictest level of the markings; undefined if none says one. A marking that nothing defines can say
 * anything, so it counts as the strictest.
 */
export function tlpOf(ids: readonly string[], known: ReadonlyMap<string, Marking>): Tlp | undefined {
  return strictest(ids.map((id) => defined.get(id) ?? known.get(id) ?? "red"));
}

/** Returns the strictest level. */
export function strictest(markings: readonly Marking[]): Tlp | undefined {
  return tlpLevels.findLast((level) => markings.includes(level));
}
