/** Matches results of the service with rows by value, and makes the connector's own results. */
import { type ErrorCode, errorTable } from "../../contract/errors.js";
import type { Action } from "../../contract/action.js";
import type { Finding } from "../../contract/compiled_action.js";
import { getAt } from "../../contract/json_pointer.js";
import type { JsonObject } from "../../contract/types.js";
import { visible } from "../../contract/visible_text.js";
import { keyText, withoutCase } from "../rows/row_key.js";
import { type Name, nameIn, paired, type Unpaired, unusedWords } from "./match_by_value.js";
import { resultMessages, unpairedMessages } from "./messages.js";
import { unknownOutcome } from "./run_stats.js";

type Declared = NonNullable<Action["results"]>;

/** What the declaration and the schema define about results. */
export interface ResultSpec {
  readonly declared: Declared;
  /** False if a row that is sent twice may create two objects. */
  readonly idempotent: boolean;
  /** Returns what is wrong with a result of the service. */
  check(result: unknown): Finding[];
  /** Whether the body of a response has a known form. */
  isKnownResponse(body: unknown): boolean;
  /** Whether a result reports that its row was accepted. */
  isAccepted(result: unknown): boolean;
  /** Pointers to the code and the message in an error of the service. */
  readonly errors?: { readonly code: string; readonly message: string };
}

/** Results of the rows, and how many results of the response belong to no row. */
export interface Matched {
  readonly results: JsonObject[];
  readonly left: number;
  /** Why these were not used; absent if there are none. */
  readonly unused?: string | undefined;
}

/** Returns the result of a row that failed in the connector. @param code - stable code at the start of the reason */
export function ownResult(row: unknown, code: string, message: string, spec: ResultSpec): JsonObject {
  return madeResult(row, `${code}: ${visible(message)}`, spec);
}

/** Returns the result of an accepted row if the response contains nothing else about it. */
export function acceptedResult(row: JsonObject, spec: ResultSpec): JsonObject {
  return madeResult(row, null, spec);
}

function madeResult(row: unknown, why: string | null, { declared }: ResultSpec): JsonObject {
  const { template: blank, match, failedField: failed, failedWhen = true, reasonField: reason } = declared;
  const named = getAt(row, `/${match.row}`);
  return {
    ...blank,
    [match.result]: typeof named === "string" ? named : null,
    [failed]: (why !== null) === failedWhen,
    [reason]: why,
  };
}

/** Whether the row failed. */
export function isFailed(result: JsonObject, { declared }: ResultSpec): boolean {
  return result[declared.failedField] === (declared.failedWhen ?? true);
}

const ownCode = /^([A-Za-z]+):/;

/** Whether another run may lead to a better result, because this one is not final. */
export function isOpen(result: JsonObject, spec: ResultSpec): boolean {
  const reason = result[spec.declared.reasonField];
  if (!isFailed(result, spec) || typeof reason !== "string") return false;
  const code = ownCode.exec(reason)?.[1] ?? "";
  if (!Object.hasOwn(errorTable, code)) return false;
  if (!spec.idempotent && unknownOutcome.has(code)) return false;
  const { kind, retryable } = errorTable[code as ErrorCode];
  return retryable || kind !== "service" || code === "BadRowNotIsolated";
}

/**
 * Returns the field of a row that its result is matched or checked by; undefined if results are matched otherwise.
 * Rows with the same value must not share a call: if the service returns results in another order, they could not be
 * distinguished.
 */
export function matchFieldOf({ declared }: ResultSpec): string | undefined {
  return declared.matchBy === "value" || declared.matchBy === "position" ? declared.match.row : undefined;
}

/** Returns one result per row, matched by value: services do not guarantee the order of results. */
export function matchResults(rows: readonly JsonObject[], body: unknown, spec: ResultSpec): Matched {
  const found = getAt(body, spec.declared.items);
  const responses: unknown[] = Array.isArray(found) ? found : [];
  const { match } = spec.declared;
  if (inOrder(rows, responses, match)) {
    for (const [i, row] of rows.entries()) shareText(row, responses[i], match);
    return { results: rows.map((row, i) => checked(row, responses[i], spec)), left: 0 };
  }
  const own = rows.map((row) => nameOf(row, match.row));
  const pairs = paired(own, responses, match.result);
  const left = responses.length - pairs.filter((pair) => typeof pair === "number").length;
  const unused = unusedWords(own, responses, pairs, match.result);
  return {
    results: rows.map((row, i) => resultOf(row, pairs[i] ?? "missing", responses, spec)),
    left,
    unused,
  };
}

/** Whether each row has exactly one result with its name, at the same position. */
function inOrder(
  rows: readonly JsonObject[],
  responses: readonly unknown[],
  match: Declared["match"],
): boolean {
  if (rows.length !== responses.length) return false;
  const names = new Set<string>();
  for (const [i, row] of rows.entries()) {
    const name = row[match.row];
    if (typeof name !== "string" || nameIn(responses[i], match.result) !== name) return false;
    names.add(withoutCase(name));
  }
  return names.size === rows.length;
}

/** Lets row and result share one string, because both are kept for a long time. */
function shareText(row: JsonObject, response: unknown, match: Declared["match"]): void {
  const text = row[match.row];
  if (typeof text === "string") (response as JsonObject)[match.result] = text;
}

/** Returns the name as text: a service may return values as text that are numbers in the row. */
function nameOf(row: JsonObject, field: string): Name {
  const value = row[field] ?? undefined;
  return value === undefined ? undefined : keyText(value);
}

function resultOf(
  row: JsonObject,
  pair: number | Unpaired,
  responses: readonly unknown[],
  spec: ResultSpec,
): JsonObject {
  if (typeof pair === "number") return checked(row, responses[pair], spec);
  const code = pair === "missing" ? "MissingResult" : "UnexpectedResponse";
  return ownResult(row, code, unpairedMessages[pair], spec);
}

/** Returns the result of the service if it is valid, else an UnexpectedResponse. */
export function checked(row: JsonObject, response: unknown, spec: ResultSpec): JsonObject {
  const finding = spec.check(response)[0];
  if (finding === undefined) {
    if (!contradictsItself(response as JsonObject, spec)) return response as JsonObject;
    const reason = textOf((response as JsonObject)[spec.declared.reasonField]);
    const message = resultMessages.contradictsItself(reason);
    return ownResult(row, "UnexpectedResponse", message, spec);
  }
  return ownResult(row, finding.code, resultMessages.unknownForm(finding.message), spec);
}

/** Whether the result reports success, with a reason for a failure and nothing that only a success has. */
function contradictsItself(result: JsonObject, spec: ResultSpec): boolean {
  if (isFailed(result, spec)) return false;
  const { template, match, failedField, reasonField } = spec.declared;
  if ((result[reasonField] ?? "") === "") return false;
  const others = Object.keys(template).filter(
    (name) => ![match.result, failedField, reasonField].includes(name),
  );
  return others.length > 0 && others.every((name) => (result[name] ?? null) === template[name]);
}

function textOf(reason: unknown): string {
  return typeof reason === "string" ? reason : JSON.stringify(reason);
}
