/** Reads what tags say about an attribute. */
import type { Facts } from "../feed_types.js";
import { givenFacts } from "../given_facts.js";
import { entriesIn, fieldIn, isObject, type JsonObject, objectsIn, textIn } from "../json/json_values.js";
import { strictest, tlpNamed } from "../stix/markings.js";

/** Returns the names of the tags of an event, object or attribute, with those of its galaxies. */
export function tagsIn(holder: JsonObject): readonly string[] {
  const clusters = objectsIn(holder, "Galaxy").flatMap((galaxy) => objectsIn(galaxy, "GalaxyCluster"));
  return [
    ...tagEntries(holder).flatMap((tag) => nameOf(tag) ?? []),
    ...clusters.map((cluster) => textIn(cluster, "tag_name") ?? ""),
  ];
}

/** Returns a tag that cannot be read, so that a limit can be unknown; undefined if all can. */
export function unreadableTag(holder: JsonObject): { readonly tag: unknown } | undefined {
  const tag = tagEntries(holder).findIndex((one) => nameOf(one) === undefined);
  return tag < 0 ? undefined : { tag: tagEntries(holder)[tag] };
}

/** Fields in which MISP keeps the links between tags and what has them. */
const linkFields = ["AttributeTag", "EventTag", "ObjectTag"];

function tagEntries(holder: JsonObject): readonly unknown[] {
  const links = linkFields.flatMap((name) => entriesIn(holder, name));
  return [
    ...entriesIn(holder, "Tag"),
    ...links.map((link) => (isObject(link) ? fieldIn(link, "Tag") : link)),
  ];
}

function nameOf(tag: unknown): string | undefined {
  if (typeof tag === "string") return tag;
  return isObject(tag) ? textIn(tag, "name") : undefined;
}

/** Returns whether a tag says that the value is, or can be, a false positive. */
export function isFalsePositive(tags: readonly string[]): boolean {
  return tags.some((tag) => /^false-positive:/i.test(tag));
}

/**
 * Returns what the tags say.
 * @param own - tags of the attribute and its object, which say more than those of the event
 */
export function tagFacts(own: readonly string[], ofEvent: readonly string[]): Facts {
  const tags = [...own, ...ofEvent];
  const tlp = strictest(tags.flatMap((tag) => tlpNamed(tag) ?? []));
  const confidence = confidenceIn(own) ?? confidenceIn(ofEvent);
  const techniques = [...new Set(tags.flatMap((tag) => techniqueTag.exec(tag)?.[1] ?? []))];
  const isControl = tags.some((tag) => /^kill-chain:"?command and control"?$/i.test(tag));
  return givenFacts({
    tlp,
    confidence,
    techniques: techniques.length > 0 ? techniques : undefined,
    // The other phases of this kill chain are not categories.
    category: isControl ? "CommandAndControl" : undefined,
  });
}

const techniqueTag = /^misp-galaxy:mitre-(?:[a-z]+-)*attack-pattern="[^"]* - (T\d{4}(?:\.\d{3})?)"$/i;

/** https://github.com/MISP/misp-taxonomies/blob/main/misp/machinetag.json */
const confidences: ReadonlyMap<string, number> = new Map([
  ["completely-confident", 100],
  ["usually-confident", 75],
  ["fairly-confident", 50],
  ["rarely-confident", 25],
  ["unconfident", 0],
]);

function confidenceIn(tags: readonly string[]): number | undefined {
  const levels = tags.map((tag) => /^misp:confidence-level="([^"]*)"$/i.exec(tag)?.[1] ?? "");
  return levels.map((level) => confidences.get(level)).find((known) => known !== undefined);
}
