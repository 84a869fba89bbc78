/** Turns the service's answer into one result per row, and makes the results that the connector gives itself. */
import { type ErrorCode, errorTable } from "../../contract/errors.js";
import type { Action } from "../../contract/action.js";
import type { Finding } from "../../contract/compiled_action.js";
import { getAt } from "../../contract/json_pointer.js";
import type { JsonObject } from "../../contract/types.js";
import { saidBy, visible } from "../../contract/visible_text.js";
import { keyText, withoutCase } from "../rows/row_key.js";
import { type Name, nameIn, paired, type Unpaired, unusedWords } from "./match_by_value.js";
import { unknownOutcome } from "./run_stats.js";

type Declared = NonNullable<Action["results"]>;

/** What the declaration and the schema say about results. */
export interface ResultSpec {
  readonly declared: Declared;
  /** False where a row that is sent twice may be in twice. */
  readonly idempotent: boolean;
  /** What is wrong with a result in the service's answer. */
  check(result: unknown): Finding[];
  /** Whether the body of an answer is one of those that tell something. */
  isKnownResponse(body: unknown): boolean;
  /** Whether a result says that its row is in. */
  isAccepted(result: unknown): boolean;
  /** Where an error of the service has its code and its sentence. */
  readonly errors?: { readonly code: string; readonly message: string };
}

/** Results of the rows, and how many results of the answer belonged to none of them. */
export interface Matched {
  readonly results: JsonObject[];
  readonly left: number;
  /** Why these were not used; absent if there are none. */
  readonly unused?: string | undefined;
}

/** The result of a row that the connector answers itself. @param code stable code at the head of the reason */
export function ownResult(row: unknown, code: string, message: string, spec: ResultSpec): JsonObject {
  return madeResult(row, `${code}: ${visible(message)}`, spec);
}

/** The result of a row that is in, where the answer tells nothing more of it. */
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

/** True where the row did not succeed. */
export function isFailed(result: JsonObject, { declared }: ResultSpec): boolean {
  return result[declared.failedField] === (declared.failedWhen ?? true);
}

const ownCode = /^([A-Za-z]+):/;

/** True where another run may do better by the row: it has no answer of its own yet. */
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
 * The field of a row by which its result is found or checked; undefined if results are found in another way. Rows of
 * one value must not share a call: if the service returns results in another order, nothing tells them apart.
 */
export function matchFieldOf({ declared }: ResultSpec): string | undefined {
  return declared.matchBy === "value" || declared.matchBy === "position" ? declared.match.row : undefined;
}

/** One result per row, found by value: the answer's order is not promised. */
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

/** Whether each row has the one result that bears its name, and has it at its own place. */
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

/** Both texts are the same, and both are remembered for long: one of them is enough. */
function shareText(row: JsonObject, response: unknown, match: Declared["match"]): void {
  const text = row[match.row];
  if (typeof text === "string") (response as JsonObject)[match.result] = text;
}

/** A service may return as text what the row does not hold as text. */
function nameOf(row: JsonObject, field: string): Name {
  const value = row[field] ?? undefined;
  return value === undefined ? undefined : keyText(value);
}

/** Why a row that was accepted has no result of its own. */
const unpairedMessage: Readonly<Record<Exclude<Unpaired, "missing">, string>> = {
  contradicting:
    "the service returned several results for this row, and they contradict each other; look the row up in the service.",
  shared:
    "the call held several rows with this value, and the results do not show which is this row's; look the row up in the service.",
};

function resultOf(
  row: JsonObject,
  pair: number | Unpaired,
  responses: readonly unknown[],
  spec: ResultSpec,
): JsonObject {
  if (typeof pair === "number") return checked(row, responses[pair], spec);
  if (pair !== "missing") return ownResult(row, "UnexpectedResponse", unpairedMessage[pair], spec);
  const message =
    "the service accepted the call and gave no result that is surely this row's; send it again.";
  return ownResult(row, "MissingResult", message, spec);
}

/** The result that the service gave for the row, where it is one. */
export function checked(row: JsonObject, response: unknown, spec: ResultSpec): JsonObject {
  const finding = spec.check(response)[0];
  if (finding === undefined) {
    if (!contradictsItself(response as JsonObject, spec)) return response as JsonObject;
    const message = `the service reports success and a reason for a failure; look the row up in the service. ${saidBy("the service", textOf((response as JsonObject)[spec.declared.reasonField]), maxReasonLength)}`;
    return ownResult(row, "UnexpectedResponse", message, spec);
  }
  return ownResult(row, finding.code, `the service gave a result of unknown form; ${finding.message}`, spec);
}

/** Longest part of a reason that is quoted, in characters. */
const maxReasonLength = 2000;

/** Whether the result reports success, with a reason for a failure and nothing that only a success has. */
function contradictsItself(result: JsonObject, spec: ResultSpec): boolean {
  if (isFailed(result, spec)) return false;
  const { template, match, failedField, reasonField } = spec.declared;
  const said = result[reasonField] ?? "";
  const others = Object.keys(template).filter(
    (name) => ![match.result, failedField, reasonField].includes(name),
  );
  const isBlank = others.length > 0 && others.every((name) => (result[name] ?? null) === template[name]);
  return said !== "" && isBlank;
}

function textOf(reason: unknown): string {
  return typeof reason === "string" ? reason : JSON.stringify(reason);
}
