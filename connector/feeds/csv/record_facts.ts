/** Reads what a record says about its values. */
import { timestampMs } from "../../contract/timestamp.js";
import { isTimestamp } from "../../declarations/values/timestamp.js";
import { type Facts, type Reason, type Tlp, tlpLevels } from "../feed_types.js";
import { textList } from "../mapping/field_value.js";
import { strictest as strictestTlp, tlpNamed } from "../stix/markings.js";
import { cellsDiffer, dateAmbiguous, expired, notYetValid, unreadableCell } from "./messages.js";
import { isEmptyCell } from "./cell_values.js";
import type { FactField } from "./column_names.js";
import type { Columns } from "./columns.js";

/** Facts of a record with their cells, or why its values must not be used. */
export type RecordFacts =
  | { readonly facts: Facts; readonly texts: Readonly<Record<string, string>>; readonly fault?: never }
  | { readonly fault: Reason; readonly facts?: never; readonly texts?: never };

type Result = Partial<Facts> | { readonly fault: Reason };

/** Returns the facts of a record. An empty cell says nothing. */
export function recordFacts(cells: readonly string[], columns: Columns, nowMs: number): RecordFacts {
  const facts: Record<string, unknown> = {};
  const given: Record<string, string> = {};
  const texts: Record<string, string> = {};
  for (const { field, index } of columns.facts) {
    const cell = cells[index] ?? "";
    const text = cell.trim();
    const isEmpty = text === "" || (!columns.isPortal && isEmptyCell(text));
    if (isEmpty) continue;
    const result: Result = readers[field]?.(text, nowMs, field) ?? { [field]: text };
    if ("fault" in result) return { fault: result.fault };
    for (const [name, fact] of Object.entries(result)) {
      const combined = Object.hasOwn(facts, name) ? strictest(name, facts[name], fact) : fact;
      if (combined === undefined) return { fault: cellsDiffer(field, text) };
      if (combined === fact && isTime(name) && fact !== text) given[name] = text;
      else if (combined === fact) delete given[name];
      if (combined === fact) noteText(texts, name, fact, cell);
      facts[name] = combined;
    }
  }
  const fields: Record<string, string> = {};
  for (const [field, index] of columns.fields) {
    const text = (cells[index] ?? "").trim();
    if (text !== "") fields[field] = text;
  }
  if (Object.keys(given).length > 0) facts["given"] = given;
  return { facts: Object.keys(fields).length === 0 ? facts : { ...facts, fields }, texts };
}

function noteText(texts: Record<string, string>, name: string, fact: unknown, cell: string): void {
  if (fact === cell) delete texts[name];
  else texts[name] = cell;
}

/** Facts for which the first column counts if several columns differ. */
const texts: ReadonlySet<string> = new Set([
  "application",
  "category",
  "description",
  "externalId",
  "recommendedActions",
  "severity",
  "techniques",
  "title",
]);

/** Returns the fact that limits a row more; undefined if two facts contradict each other. */
function strictest(name: string, one: unknown, other: unknown): unknown {
  if (texts.has(name)) return one;
  if (isTime(name)) {
    const isEarlier = timestampMs(String(one)) <= timestampMs(String(other));
    return isEarlier === (name === "validUntil") ? one : other;
  }
  if (name === "confidence") return Math.min(Number(one), Number(other));
  if (name === "tlp") return strictestTlp([one as Tlp, other as Tlp]);
  return JSON.stringify(one) === JSON.stringify(other) ? one : undefined;
}

function isTime(name: string): boolean {
  return name === "validUntil" || name === "validFrom";
}

const readers: Partial<Record<FactField, (text: string, nowMs: number, field: string) => Result>> = {
  expirationTime: (text, nowMs, field) => {
    const date = readDate(text, field);
    if (typeof date !== "string") return date;
    return timestampMs(date) <= nowMs ? { fault: expired(text) } : { validUntil: date };
  },
  validFrom: (text, nowMs, field) => {
    const date = readDate(text, field);
    if (typeof date !== "string") return date;
    return timestampMs(date) > nowMs ? { fault: notYetValid(text) } : { validFrom: date };
  },
  confidence: (text, _nowMs, field) => {
    const number = /^\d{1,3}(?:\.\d+)?%?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
    return number <= 100
      ? { confidence: number }
      : { fault: unreadableCell(field, text, "a number from 0 to 100") };
  },
  tlp: (text, _nowMs, field) => {
    const word = text
      .toLowerCase()
      .replace(/^tlp[:\s-]*/, "")
      .replaceAll(/\s/g, "");
    const level = word === "white" ? "clear" : word;
    return tlpLevels.includes(level as Tlp)
      ? { tlp: level as Tlp }
      : { fault: unreadableCell(field, text, `one of ${tlpLevels.join(", ")}`) };
  },
  generateAlert: (text, _nowMs, field) => {
    const word = text.toLowerCase();
    return word === "true" || word === "false"
      ? { generateAlert: word === "true" }
      : { fault: unreadableCell(field, text, "TRUE or FALSE") };
  },
  tags: (text) => {
    const level = strictestTlp(text.split(/[,;|\r\n]/).flatMap((tag) => tlpNamed(tag) ?? []));
    return level === undefined ? {} : { tlp: level };
  },
  // An empty list says nothing: it must not remove the groups of a default.
  rbacGroupNames: (text) => (listOf(text).length === 0 ? {} : { groups: listOf(text) }),
  mitreTechniques: (text) => ({ techniques: listOf(text) }),
};

/** Returns the entries of a JSON array, or of a list with commas or semicolons. */
function listOf(text: string): readonly string[] {
  const list = text.startsWith("[") ? textList(text) : undefined;
  if (list !== undefined) return list;
  const entries = text.replace(/^\[(.*)\]$/s, "$1").split(/[,;\r\n]/);
  return entries.map((entry) => entry.trim().replace(/^"(.*)"$/s, "$1")).filter((entry) => entry !== "");
}

/** Matches a date in which the order of day and month depends on the country. */
const localDate = /^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b/;

/** Returns a timestamp with time zone. A date begins at midnight UTC. */
function readDate(text: string, field: string): string | { readonly fault: Reason } {
  if (isTimestamp(text)) return text;
  const ms = timestampMs(text);
  if (!Number.isNaN(ms)) return new Date(ms).toISOString();
  return {
    fault: localDate.test(text)
      ? dateAmbiguous(field, text)
      : unreadableCell(field, text, "a time such as 2027-01-31T00:00:00Z"),
  };
}
