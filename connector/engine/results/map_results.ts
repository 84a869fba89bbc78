/** Maps the response of an accepted call to one result per row, by value, by position, by errors or by call. */
import { withinDepth } from "../../contract/depth_limit.js";
import { getAt, isObject } from "../../contract/json_pointer.js";
import type { HttpResponse, JsonObject } from "../../contract/types.js";
import { withoutCase } from "../rows/row_key.js";
import { type Name, nameIn, paired, unusedWords } from "./match_by_value.js";
import { resultMessages, unusedReasons } from "./messages.js";
import {
  acceptedResult,
  checked,
  type Matched,
  matchResults,
  ownResult,
  type ResultSpec,
} from "./row_results.js";

/** The relevant part of the response to an accepted call; the body is undefined if there is none. */
export type MappedResponse = Pick<HttpResponse, "status" | "body">;

/** Returns one result per row, and how many results of the response belong to no row. */
export function mapResults(rows: readonly JsonObject[], response: MappedResponse, spec: ResultSpec): Matched {
  const { body } = response;
  if (body !== undefined && !spec.isKnownResponse(body)) {
    const words = resultMessages.unknownResponse(wordsOf(body, spec));
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

/** Maps by position if that is certain, else by the names in the results. Other rows get an UnexpectedResponse. */
function byPosition(
  rows: readonly JsonObject[],
  { status, body }: MappedResponse,
  spec: ResultSpec,
): Matched {
  const responses = listAt(body, spec.declared.items);
  const isPartial = spec.declared.outcomes?.partialStatuses?.includes(status) === true;
  if (isPartial && responses.every((result) => spec.isAccepted(result))) {
    const words = resultMessages.someFailed(status);
    return { results: rows.map((row) => ownResult(row, "UnexpectedResponse", words, spec)), left: 0 };
  }
  const own = rows.map((row) => nameIn(row, spec.declared.match.row));
  const names = responses.map((response) => nameIn(response, spec.declared.match.result));
  if (responses.length === rows.length && inOrder(own, names, (i) => spec.isAccepted(responses[i])))
    return { results: rows.map((row, i) => responseResult(row, responses[i], spec)), left: 0 };
  const pairs = paired(own, responses, spec.declared.match.result);
  const doubt =
    responses.length === rows.length
      ? resultMessages.otherOrder
      : resultMessages.otherCount(responses.length, rows.length);
  const results = rows.map((row, i) => {
    const place = pairs[i];
    return typeof place === "number"
      ? responseResult(row, responses[place], spec)
      : ownResult(row, "UnexpectedResponse", doubt, spec);
  });
  const left = responses.length - pairs.filter((pair) => typeof pair === "number").length;
  return { results, left, unused: unusedWords(own, responses, pairs, spec.declared.match.result) };
}

/** Whether no result has the name of another row. A failed result may contain a text instead of a name. */
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

/** Returns the result of the service, with the fields that the connector sets for every row. */
function responseResult(row: JsonObject, response: unknown, spec: ResultSpec): JsonObject {
  if (!isObject(response)) return checked(row, response, spec);
  const { reasonFields: reasons = [] } = spec.declared.outcomes ?? {};
  const own = spec.isAccepted(response)
    ? acceptedResult(row, spec)
    : ownResult(row, "Rejected", wordsOf(saidIn(response, reasons, spec), spec), spec);
  return checked(row, { ...own, ...response, ...saidOf(own, spec) }, spec);
}

/** Returns the fields that the service cannot overwrite: the name of the row, and whether and why it failed. */
function saidOf(own: JsonObject, { declared }: ResultSpec): JsonObject {
  const { match, failedField: failed, reasonField: reason } = declared;
  const name = own[match.result];
  return { ...(name === null ? {} : { [match.result]: name }), [failed]: own[failed], [reason]: own[reason] };
}

/** Maps errors to rows by position. If an error names no row, no row counts as accepted. */
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
  const doubt = resultMessages.strayError(wordsOf(stray, spec));
  const results = rows.map((row, i) => {
    const said = wrong.get(i);
    if (said !== undefined) return ownResult(row, "Rejected", wordsOf(said, spec), spec);
    return stray.length === 0 ? acceptedResult(row, spec) : ownResult(row, "UnexpectedResponse", doubt, spec);
  });
  const unused = resultMessages.unused(new Map([[unusedReasons.noRow, stray.length]]));
  return { results, left: stray.length, unused };
}

/** Returns the first reason with a text, or else the first reason. */
function saidIn(events: JsonObject, reasons: readonly string[], spec: ResultSpec): unknown {
  const said = reasons.map((name) => events[name] ?? null).filter((reason) => reason !== null);
  return said.find((reason) => messageIn(reason, spec) !== "") ?? said[0];
}

function wordsOf(said: unknown, spec: ResultSpec): string {
  return resultMessages.said(messageIn(said, spec));
}

/** Returns a text as it is, several joined, and an error of the service (also one written as text) as message and code. */
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
