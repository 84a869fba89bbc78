/** Decides what becomes of the attributes of a MISP object. */
import type { FeedReading, ObservableKind } from "../feed_types.js";
import { isObject, type JsonObject, listIn, textIn } from "../json/json_values.js";
import { type Outcome, skipped } from "../read_items.js";
import { attributeOutcome } from "./attribute_outcome.js";
import { messages } from "./messages.js";
import type { AttributeHolders } from "./withdrawal.js";

/** An attribute with its outcome. */
export interface AttributeResult {
  readonly attribute: JsonObject;
  readonly outcome: Outcome;
}

/** Names of the hash algorithms, the best first. */
const algorithms: ReadonlyMap<ObservableKind, string> = new Map([
  ["sha256", "SHA-256"],
  ["sha1", "SHA-1"],
  ["md5", "MD5"],
]);

/** Returns the outcomes of an object's attributes. The hashes of a `file` object belong to one file. */
export function objectOutcomes(
  object: JsonObject,
  event: JsonObject,
  reading: FeedReading,
): readonly AttributeResult[] {
  const holders: AttributeHolders = { event, object };
  const results = listIn(object, "Attribute").map((entry) => {
    const attribute = isObject(entry) ? entry : {};
    return { attribute, outcome: attributeOutcome(attribute, holders, reading) };
  });
  const isFile = textIn(object, "name") === "file" && reading.allHashes !== true;
  return isFile ? withBestHash(results) : results;
}

function withBestHash(results: readonly AttributeResult[]): readonly AttributeResult[] {
  const kinds = results.map(({ outcome }) => outcome.observables[0]?.kind);
  const best = [...algorithms].find(([kind]) => kinds.includes(kind));
  if (best === undefined) return results;
  const [bestKind, name] = best;
  return results.map((result, i) => {
    const kind = kinds[i];
    if (kind === undefined || kind === bestKind || !algorithms.has(kind)) return result;
    return { ...result, outcome: skipped(messages.otherHash(name), result.outcome.before) };
  });
}
