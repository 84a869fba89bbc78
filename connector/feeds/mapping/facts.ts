/** Joins what a source says about an observable with the columns that a person has assigned. */
import { timestampMs } from "../../contract/timestamp.js";
import type { JsonObject } from "../../contract/types.js";
import { type Facts, type Observable, type Reason, tlpLevels } from "../feed_types.js";
import { unreadableConfidence, unreadableTime } from "./messages.js";
import { textAs, textOf } from "./field_value.js";
import type { FeedMapping } from "./feed_mapping.js";

/** Facts that columns can be assigned to, in addition to the fields of a row. */
const factNames = ["confidence", "tlp", "validFrom"] as const;

const listFacts: ReadonlySet<string> = new Set(["groups", "techniques"]);

/** What is known about an observable. */
export interface Known {
  readonly facts: Facts;
  /** Assigned fields of the row that no fact fills. */
  readonly fields: JsonObject;
}

/** Returns the names that a column can be assigned to. */
export function assignableNames({ fields }: FeedMapping): string[] {
  return [...fields.keys(), ...factNames];
}

/** Returns the facts; assigned columns have precedence. */
export function knownFacts({ facts }: Observable, mapping: FeedMapping): Known {
  if (facts.fields === undefined) return { facts, fields: {} };
  const merged: JsonObject = { ...facts };
  const fields: JsonObject = {};
  for (const [name, value] of Object.entries(facts.fields)) {
    // The observable itself is the value.
    const isOfObservable = mapping.mapping.fields[name]?.[0]?.template !== undefined;
    if (isOfObservable || value === "" || value === null || value === undefined) continue;
    const fact = factOf(name, mapping);
    const read = fact === undefined ? textAs(value, mapping.fields.get(name)) : asFact(fact, value);
    // An empty list says nothing: it must not replace a default.
    if (Array.isArray(read) && read.length === 0) continue;
    if (fact === undefined) fields[name] = read;
    else merged[fact] = read;
  }
  return { facts: merged, fields };
}

/** Returns why the facts cannot be used. */
export function factFault({ validFrom, validUntil, confidence }: Facts): Reason | undefined {
  for (const time of [validFrom, validUntil])
    if (time !== undefined && Number.isNaN(timestampMs(time)))
      return { code: "DateAmbiguous", message: unreadableTime(time) };
  if (confidence === undefined || (confidence >= 0 && confidence <= 100)) return undefined;
  return { code: "ConfidenceInvalid", message: unreadableConfidence(confidence) };
}

function factOf(name: string, { mapping }: FeedMapping): string | undefined {
  if ((factNames as readonly string[]).includes(name)) return name;
  const sources = Object.hasOwn(mapping.fields, name) ? mapping.fields[name] : undefined;
  return sources?.find(({ fact, ranges }) => fact !== undefined && ranges === undefined)?.fact;
}

function asFact(fact: string, value: unknown): unknown {
  if (fact === "confidence") return Number(value);
  if (fact === "generateAlert") return textAs(value, { types: new Set(["boolean"]) });
  if (fact === "tlp") return tlpOf(textOf(value));
  return listFacts.has(fact) ? textAs(value, { types: new Set(["array"]) }) : textOf(value);
}

/** Returns the level; an unknown one counts as the strictest. */
function tlpOf(text: string): Facts["tlp"] {
  const word = text.trim().toLowerCase().replace(/^tlp:/, "");
  return tlpLevels.find((level) => level === word.replace("white", "clear")) ?? "red";
}
