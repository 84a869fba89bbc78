/** What the objects of a STIX source say about each other. */
import { timestampMs } from "../../contract/timestamp.js";
import type { FeedNotice, Tlp } from "../feed_types.js";
import { entriesIn, fieldIn, isObject, type JsonObject, textIn, truthOf } from "../json/json_values.js";
import { techniquesIn } from "./attack.js";
import { messages } from "./messages.js";
import { type Marking, markingOf, strictest, tlpNamed, tlpOf } from "./markings.js";

/** Maximum number of objects of a source, which limits the memory of the index. */
const maxObjects = 2_000_000;
/** Longer texts are not ids. */
const maxIdLength = 256;
/** Most techniques of one indicator. ATT&CK has fewer than 1,000. */
const maxTechniques = 1000;

/** A version of an indicator. */
interface Version {
  readonly position: number;
  readonly modified: string;
  readonly isRevoked: boolean;
  /** Revoked at an unknown time, so that no other version is newer. */
  readonly isFinal: boolean;
}

/** Collects the objects in any order, and answers when all are known. */
export class ObjectIndex {
  readonly #newest = new Map<string, Version>();
  readonly #markings = new Map<string, Marking>();
  readonly #techniques = new Map<string, readonly string[]>();
  /** Techniques of what indicators indicate, once they are needed. */
  readonly #techniquesOfTargets = new Map<string, readonly string[]>();
  readonly #indicates = new Map<string, string[]>();
  readonly #uses = new Map<string, string[]>();
  #count = 0;
  #cut = 0;

  /** Adds the next object. Returns its position. @param name - name of the source in messages */
  add(object: JsonObject, name: string): number {
    this.#count += 1;
    if (this.#count > maxObjects) throw messages.tooManyObjects(name, maxObjects);
    const type = textIn(object, "type");
    const id = idOf(object);
    if (type === "relationship") this.#relate(object);
    else if (id !== undefined) {
      if (type === "indicator") this.#addVersion(id, object);
      if (type === "marking-definition") this.#markings.set(id, markingOf(object));
      if (type === "attack-pattern") this.#techniques.set(id, techniquesIn(object));
    }
    return this.#count;
  }

  /** Returns whether the object at the position is the newest version of its id. */
  isNewest(id: string | undefined, position: number): boolean {
    return id === undefined || this.#newest.get(id)?.position === position;
  }

  /** Returns the strictest level of the object's markings. */
  tlp(object: JsonObject): Tlp | undefined {
    const refs = [
      ...entriesIn(object, "object_marking_refs"),
      ...entriesIn(object, "granular_markings")
        .filter(isObject)
        .map((marking) => fieldIn(marking, "marking_ref")),
    ];
    const ofMarkings = tlpOf(
      refs.filter((ref) => ref !== undefined).map((ref) => (typeof ref === "string" ? ref : "")),
      this.#markings,
    );
    const ofLabels = entriesIn(object, "labels").flatMap((label) => tlpNamed(String(label)) ?? []);
    return strictest([...ofLabels, ...(ofMarkings === undefined ? [] : [ofMarkings])]);
  }

  /** Returns the techniques of an indicator: its own, and those of what it indicates. */
  techniques(object: JsonObject): readonly string[] {
    const found = new Set(techniquesIn(object));
    const targets = this.#indicates.get(idOf(object) ?? "") ?? [];
    for (const target of targets)
      for (const technique of this.#techniquesOf(target))
        if (found.size <= maxTechniques) found.add(technique);
    if (found.size > maxTechniques) this.#cut += 1;
    return [...found].slice(0, maxTechniques);
  }

  /** Returns what was left out of the indicators so far; undefined if nothing was. */
  notice(): FeedNotice | undefined {
    return this.#cut === 0 ? undefined : messages.techniquesCut(this.#cut, maxTechniques);
  }

  #techniquesOf(target: string): readonly string[] {
    const known = this.#techniques.get(target) ?? this.#techniquesOfTargets.get(target);
    if (known !== undefined) return known;
    const used = (this.#uses.get(target) ?? []).flatMap((id) => this.#techniques.get(id) ?? []);
    const techniques = [...new Set(used)].slice(0, maxTechniques + 1);
    this.#techniquesOfTargets.set(target, techniques);
    return techniques;
  }

  #relate(object: JsonObject): void {
    const kind = textIn(object, "relationship_type");
    const [source, target] = [idIn(object, "source_ref"), idIn(object, "target_ref")];
    const isUsed = (kind === "indicates" || kind === "uses") && fieldIn(object, "revoked") !== true;
    if (!isUsed || source === undefined || target === undefined) return;
    const targets = kind === "uses" ? this.#uses : this.#indicates;
    const known = targets.get(source);
    if (known === undefined) targets.set(source, [target]);
    else known.push(target);
  }

  #addVersion(id: string, object: JsonObject): void {
    const modified = textIn(object, "modified") ?? textIn(object, "created") ?? "";
    const isRevoked = truthOf(fieldIn(object, "revoked")) === true;
    const isFinal = isRevoked && Number.isNaN(timestampMs(textIn(object, "modified") ?? ""));
    const version = { position: this.#count, modified, isRevoked, isFinal };
    const known = this.#newest.get(id);
    if (known === undefined || isNewer(version, known)) this.#newest.set(id, version);
  }
}

/** Returns the id of an object; undefined if it has none. */
export function idOf(object: JsonObject): string | undefined {
  return idIn(object, "id");
}

function idIn(object: JsonObject, name: string): string | undefined {
  const id = textIn(object, name);
  return id !== undefined && id.length <= maxIdLength ? id : undefined;
}

/** Returns whether a version replaces another one. Of two versions of the same time, the one that is revoked counts. */
function isNewer(version: Version, known: Version): boolean {
  if (known.isFinal || version.isFinal) return !known.isFinal;
  const order = orderOf(version.modified, known.modified);
  return order > 0 || (order === 0 && version.isRevoked && !known.isRevoked);
}

/** Returns a positive number for a later time. A text that is not a time is earlier than any time. */
function orderOf(text: string, than: string): number {
  const [ms, thanMs] = [timestampMs(text), timestampMs(than)];
  if (Number.isNaN(ms) || Number.isNaN(thanMs))
    return Number(Number.isNaN(thanMs)) - Number(Number.isNaN(ms));
  return ms === thanMs ? compare(fractionOf(text), fractionOf(than)) : ms - thanMs;
}

/** Milliseconds do not show all digits of the fraction of a second. */
function fractionOf(text: string): string {
  return /\.(\d*[1-9])/.exec(text)?.[1] ?? "";
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one > other ? 1 : -1;
}
