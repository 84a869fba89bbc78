/** From the answer to an accepted call to one result per row, in each of the ways that services tell them. */
import { withinDepth } from "../../contract/depth_limit.js";
import { getAt, isObject } from "../../contract/json_pointer.js";
import type { HttpResponse, JsonObject } from "../../contract/types.js";
import { saidBy } from "../../contract/visible_text.js";
import { withoutCase } from "../rows/row_key.js";
import { type Name, nameIn, paired, unusedMessage, unusedWords } from "./match_by_value.js";
import {
  acceptedResult,
  checked,
  type Matched,
  matchResults,
  ownResult,
  type ResultSpec,
} from "./row_results.js";

/** What is looked at of the answer to an accepted call; its body is undefined where it has none. */
export type MappedResponse = Pick<HttpResponse, "status" | "body">;

/** One result per row, and how many of the answer's belong to none. */
export function mapResults(rows: readonly JsonObject[], response: MappedResponse, spec: ResultSpec): Matched {
  const { body } = response;
  if (body !== undefined && !spec.isKnownResponse(body)) {
    const words = `the call was accepted, and its answer is of unknown form; ${wordsOf(body, spec)}`;
    return { results: rows.map((row) => ownResult(row, "UnexpectedResponse", words, spec)), left: 0 };
  }
  switch (spec.declared.matchBy) {
    case "value":
      return matchResults(rows, body, spec);
    case "position":
      return byPosition(rows, response, spec);
    case "errors":
      return byErrors(rows, body, spec);
    case "call":
      return { results: rows.map((row) => acceptedResult(row, spec)), left: 0 };
  }
}

/** By position where that cannot be wrong, else by the names in the results; a row that has neither is in doubt. */
function byPosition(
  rows: readonly JsonObject[],
  { status, body }: MappedResponse,
  spec: ResultSpec,
): Matched {
  const responses = listAt(body, spec.declared.items);
  const isPartial = spec.declared.outcomes?.partialStatuses?.includes(status) === true;
  if (isPartial && responses.every((result) => spec.isAccepted(result))) {
    const words = `the service says that some rows failed (${status}), and not which; look the row up.`;
    return { results: rows.map((row) => ownResult(row, "UnexpectedResponse", words, spec)), left: 0 };
  }
  const own = rows.map((row) => nameIn(row, spec.declared.match.row));
  const names = responses.map((response) => nameIn(response, spec.declared.match.result));
  if (responses.length === rows.length && inOrder(own, names, (i) => spec.isAccepted(responses[i])))
    return { results: rows.map((row, i) => responseResult(row, responses[i], spec)), left: 0 };
  const pairs = paired(own, responses, spec.declared.match.result);
  const doubt =
    responses.length === rows.length
      ? "the service gave the results in another order, and none that is surely this row's; look the row up."
      : `the service gave ${responses.length} results for ${rows.length} rows, and none that is surely this row's; look the row up.`;
  const results = rows.map((row, i) => {
    const place = pairs[i];
    return typeof place === "number"
      ? responseResult(row, responses[place], spec)
      : ownResult(row, "UnexpectedResponse", doubt, spec);
  });
  const left = responses.length - pairs.filter((pair) => typeof pair === "number").length;
  return { results, left, unused: unusedWords(own, responses, pairs, spec.declared.match.result) };
}

/** Whether no result has another row's name. One that failed may hold words instead of a name. */
function inOrder(own: readonly Name[], names: readonly Name[], isIn: (index: number) => boolean): boolean {
  const exact = new Set(own);
  const folded = own.map((name) => (name === undefined ? undefined : withoutCase(name)));
  const alike = new Set(folded);
  return names.every((name, i) => {
    if (name === undefined || name === own[i]) return true;
    if (exact.has(name)) return false;
    if (withoutCase(name) === folded[i]) return true;
    return !alike.has(withoutCase(name)) && (own[i] === undefined || !isIn(i));
  });
}

/** The service's own result, with what we say of every row laid over it. */
function responseResult(row: JsonObject, response: unknown, spec: ResultSpec): JsonObject {
  if (!isObject(response)) return checked(row, response, spec);
  const { reasonFields: reasons = [] } = spec.declared.outcomes ?? {};
  const own = spec.isAccepted(response)
    ? acceptedResult(row, spec)
    : ownResult(row, "Rejected", wordsOf(saidIn(response, reasons, spec), spec), spec);
  return checked(row, { ...own, ...response, ...saidOf(own, spec) }, spec);
}

/** What no answer overwrites: which row it is, where that is known, and what became of it. */
function saidOf(own: JsonObject, { declared }: ResultSpec): JsonObject {
  const { match, failedField: failed, reasonField: reason } = declared;
  const name = own[match.result];
  return { ...(name === null ? {} : { [match.result]: name }), [failed]: own[failed], [reason]: own[reason] };
}

/** What is wrong with rows, by their position; where an error names none, no row can be called good. */
function byErrors(rows: readonly JsonObject[], body: unknown, spec: ResultSpec): Matched {
  const { items = "", indexField: position = "", reasonFields: reasons = [] } = spec.declared.errors ?? {};
  const wrong = new Map<unknown, unknown[]>();
  const stray: unknown[] = [];
  for (const error of listAt(body, items)) {
    const said = isObject(error) ? (saidIn(error, reasons, spec) ?? error) : error;
    const index = isObject(error) ? error[position] : undefined;
    if (typeof index === "number" && rows[index] !== undefined)
      wrong.set(index, [...(wrong.get(index) ?? []), said]);
    else stray.push(said);
  }
  const doubt = `the service reported an error without saying of which row; ${wordsOf(stray, spec)}`;
  const results = rows.map((row, i) => {
    const said = wrong.get(i);
    if (said !== undefined) return ownResult(row, "Rejected", wordsOf(said, spec), spec);
    return stray.length === 0 ? acceptedResult(row, spec) : ownResult(row, "UnexpectedResponse", doubt, spec);
  });
  const unused = unusedMessage(new Map([["naming no row", stray.length]]));
  return { results, left: stray.length, unused };
}

/** The first of the reasons that says something, or the first that is there. */
function saidIn(events: JsonObject, reasons: readonly string[], spec: ResultSpec): unknown {
  const given = reasons.map((name) => events[name] ?? null).filter((said) => said !== null);
  return given.find((said) => messageIn(said, spec) !== "") ?? given[0];
}

/** Longest part of the service's words that is passed on, in characters. */
const maxWordsLength = 2000;

function wordsOf(said: unknown, spec: ResultSpec): string {
  const words = messageIn(said, spec);
  return words === "" ? "the service gave no reason." : saidBy("the service", words, maxWordsLength);
}

/** A text; several as one; an error in the service's shape as its sentence and code; such an error written as text. */
function messageIn(said: unknown, spec: ResultSpec): string {
  if (said === null || said === undefined) return "";
  if (Array.isArray(said))
    return said
      .map((one) => messageIn(one, spec))
      .filter(Boolean)
      .join(" ");
  if (typeof said === "string") {
    const parsed = objectIn(said);
    return parsed === undefined ? said.trim() : messageIn(parsed, spec);
  }
  const { code: codeAt = "", message: messageAt = "" } = spec.errors ?? {};
  const [code, message] = [codeAt, messageAt].map((place) => getAt(said, place));
  if (typeof message !== "string") return JSON.stringify(said);
  return typeof code === "string" ? `${message} (${code})` : message;
}

function objectIn(text: string): object | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return withinDepth(JSON.parse(text)) as object;
  } catch {
    return undefined;
  }
}

function listAt(body: unknown, pointer: string): unknown[] {
  const found = getAt(body, pointer);
  return Array.isArray(found) ? found : [];
}
