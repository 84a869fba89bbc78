/** From the answer to an accepted call to one result per row, in each of the ways that services tell them. */
import { at, isObject } from "../contract/pointer.js";
import type { JsonObject } from "../contract/types.js";
import {
  acceptedResult,
  checked,
  type Matched,
  matchResults,
  ownResult,
  type ResultSpec,
} from "./results.js";

/** One result per row, and how many of the answer's belong to none. @param body of the answer; undefined for none */
export function answeredRows(rows: readonly JsonObject[], body: unknown, spec: ResultSpec): Matched {
  switch (spec.declared.by) {
    case "value":
      return matchResults(rows, body, spec);
    case "position":
      return byPosition(rows, body, spec);
    case "errors":
      return byErrors(rows, body, spec);
    case "call":
      return { results: rows.map((row) => acceptedResult(row, spec)), left: 0 };
  }
}

/** In a list of another length nobody can say which result is whose. */
function byPosition(rows: readonly JsonObject[], body: unknown, spec: ResultSpec): Matched {
  const answers = listAt(body, spec.declared.items);
  if (answers.length === rows.length)
    return { results: rows.map((row, i) => answeredResult(row, answers[i], spec)), left: 0 };
  const sentence = `the service gave ${answers.length} results for ${rows.length} rows; look the row up.`;
  return { results: rows.map((row) => ownResult(row, "UnexpectedAnswer", sentence, spec)), left: 0 };
}

/** The service's own result, with what we say of every row laid over it. */
function answeredResult(row: JsonObject, answer: unknown, spec: ResultSpec): JsonObject {
  const { field = "", accepted = [], reasons = [] } = spec.declared.outcomes ?? {};
  if (!isObject(answer)) return checked(row, answer, spec);
  const isIn = accepted.includes(answer[field] ?? null);
  const own = isIn
    ? acceptedResult(row, spec)
    : ownResult(row, "Rejected", wordsOf(saidIn(answer, reasons), spec), spec);
  return checked(row, { ...own, ...answer, ...saidOf(own, spec) }, spec);
}

/** What no answer overwrites: which row it is, where that is known, and what became of it. */
function saidOf(own: JsonObject, { declared }: ResultSpec): JsonObject {
  const { match, failed, reason } = declared;
  const name = own[match.result];
  return { ...(name === null ? {} : { [match.result]: name }), [failed]: own[failed], [reason]: own[reason] };
}

/** What is wrong with rows, by their position; where an error names none, no row can be called good. */
function byErrors(rows: readonly JsonObject[], body: unknown, spec: ResultSpec): Matched {
  const { items = "", position = "", reasons = [] } = spec.declared.errors ?? {};
  const wrong = new Map<unknown, unknown[]>();
  const stray: unknown[] = [];
  for (const error of listAt(body, items)) {
    const said = isObject(error) ? (saidIn(error, reasons) ?? error) : error;
    const index = isObject(error) ? error[position] : undefined;
    if (typeof index === "number" && rows[index] !== undefined)
      wrong.set(index, [...(wrong.get(index) ?? []), said]);
    else stray.push(said);
  }
  const doubt = `the service reported an error without saying of which row: ${wordsOf(stray, spec)}`;
  const results = rows.map((row, i) => {
    const said = wrong.get(i);
    if (said !== undefined) return ownResult(row, "Rejected", wordsOf(said, spec), spec);
    return stray.length === 0 ? acceptedResult(row, spec) : ownResult(row, "UnexpectedAnswer", doubt, spec);
  });
  return { results, left: stray.length };
}

function saidIn(told: JsonObject, reasons: readonly string[]): unknown {
  return told[reasons.find((name) => (told[name] ?? null) !== null) ?? ""];
}

/** Longest part of the service's words that is passed on, in characters. */
const longestWords = 2000;

function wordsOf(said: unknown, spec: ResultSpec): string {
  const words = sentenceIn(said, spec).slice(0, longestWords);
  return words === "" ? "the service gave no reason." : words;
}

/** A text; several as one; an error in the service's shape as its sentence and code; such an error written as text. */
function sentenceIn(said: unknown, spec: ResultSpec): string {
  if (said === null || said === undefined) return "";
  if (Array.isArray(said))
    return said
      .map((one) => sentenceIn(one, spec))
      .filter(Boolean)
      .join(" ");
  if (typeof said === "string") {
    const parsed = objectIn(said);
    return parsed === undefined ? said.trim() : sentenceIn(parsed, spec);
  }
  const { code: codeAt = "", message: messageAt = "" } = spec.errors ?? {};
  const [code, message] = [codeAt, messageAt].map((place) => at(said, place));
  if (typeof message !== "string") return JSON.stringify(said);
  return typeof code === "string" ? `${message} (${code})` : message;
}

function objectIn(text: string): object | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}

function listAt(body: unknown, pointer: string): unknown[] {
  const found = at(body, pointer);
  return Array.isArray(found) ? found : [];
}
