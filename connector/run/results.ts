/** Turns the service's answer into one result per row, and makes the results that the connector gives itself. */
import { type ErrorCode, errorTable } from "../contract/errors.js";
import type { Action } from "../contract/generated/meta/action.js";
import type { Finding } from "../contract/ports.js";
import { at } from "../contract/pointer.js";
import type { JsonObject } from "../contract/types.js";
import { visible } from "../contract/words.js";
import { textOf } from "./identity.js";

type Declared = NonNullable<Action["results"]>;

/** What the declaration and the schema say about results. */
export interface ResultSpec {
  readonly declared: Declared;
  /** False where a row that is sent twice may be in twice. */
  readonly idempotent: boolean;
  /** What is wrong with a result in the service's answer. */
  check(result: unknown): Finding[];
  /** Whether the body of an answer is one of those that tell something. */
  isKnownAnswer(body: unknown): boolean;
  /** Whether a result says that its row is in. */
  isAccepted(result: unknown): boolean;
  /** Where an error of the service has its code and its sentence. */
  readonly errors?: { readonly code: string; readonly message: string };
}

/** Results of the rows, and how many results of the answer belonged to none of them. */
export interface Matched {
  readonly results: JsonObject[];
  readonly left: number;
}

/** The result of a row that the connector answers itself. @param code stable code at the head of the reason */
export function ownResult(row: unknown, code: string, sentence: string, spec: ResultSpec): JsonObject {
  return madeResult(row, `${code}: ${visible(sentence)}`, spec);
}

/** The result of a row that is in, where the answer tells nothing more of it. */
export function acceptedResult(row: JsonObject, spec: ResultSpec): JsonObject {
  return madeResult(row, null, spec);
}

function madeResult(row: unknown, why: string | null, { declared }: ResultSpec): JsonObject {
  const { blank, match, failed, failedWhen = true, reason } = declared;
  const named = at(row, `/${match.row}`);
  return {
    ...blank,
    [match.result]: typeof named === "string" ? named : null,
    [failed]: (why !== null) === failedWhen,
    [reason]: why,
  };
}

/** True where the row did not succeed. */
export function isFailed(result: JsonObject, { declared }: ResultSpec): boolean {
  return result[declared.failed] === (declared.failedWhen ?? true);
}

const ownCode = /^([A-Za-z]+):/;

/** Codes of rows that may be in. */
const doubtful = new Set<ErrorCode>(["NoAnswer", "UnexpectedAnswer", "OutcomeUnknown"]);

/** True where another run may do better by the row: it has no answer of its own yet. */
export function isOpen(result: JsonObject, spec: ResultSpec): boolean {
  const reason = result[spec.declared.reason];
  if (!isFailed(result, spec) || typeof reason !== "string") return false;
  const code = ownCode.exec(reason)?.[1] ?? "";
  if (!Object.hasOwn(errorTable, code)) return false;
  if (!spec.idempotent && doubtful.has(code as ErrorCode)) return false;
  const { kind, retryable } = errorTable[code as ErrorCode];
  return retryable || kind !== "service" || code === "NotIsolated";
}

/**
 * One result per row. By value, ignoring letter case; rows of one value by their spelling where the answer keeps it,
 * else by their position among equals. The answer's order is not promised, and a row without a result that is its own
 * for certain is a failure.
 */
export function matchResults(rows: readonly JsonObject[], body: unknown, spec: ResultSpec): Matched {
  const found = at(body, spec.declared.items);
  const answers: unknown[] = Array.isArray(found) ? found : [];
  const { match } = spec.declared;
  if (inOrder(rows, answers, match)) {
    for (const [i, row] of rows.entries()) shareText(row, answers[i], match);
    return { results: rows.map((row, i) => checked(row, answers[i], spec)), left: 0 };
  }
  const own = rows.map((row) => textOf(row[match.row]));
  const taken = paired(own, answers, match.result);
  const left = answers.length - taken.filter((answer) => answer !== undefined).length;
  return { results: rows.map((row, i) => checked(row, taken[i], spec)), left };
}

function inOrder(
  rows: readonly JsonObject[],
  answers: readonly unknown[],
  match: Declared["match"],
): boolean {
  if (rows.length !== answers.length) return false;
  return rows.every((row, i) => at1(answers[i], match.result) === row[match.row]);
}

/** Both texts are the same, and both are remembered for long: one of them is enough. */
function shareText(row: JsonObject, answer: unknown, match: Declared["match"]): void {
  const text = row[match.row];
  if (typeof text === "string") (answer as JsonObject)[match.result] = text;
}

/** The result that the service gave for the row, where it is one. */
export function checked(row: JsonObject, answer: unknown, spec: ResultSpec): JsonObject {
  if (answer === undefined) {
    const sentence =
      "the service accepted the call and gave no result that is surely this row's; send it again.";
    return ownResult(row, "NoAnswer", sentence, spec);
  }
  const finding = spec.check(answer)[0];
  if (finding === undefined) return answer as JsonObject;
  return ownResult(row, finding.code, `the service gave a result of unknown form; ${finding.sentence}`, spec);
}

function at1(data: unknown, key: string): unknown {
  return typeof data === "object" && data !== null ? (data as JsonObject)[key] : undefined;
}

interface Named {
  readonly name: string;
  readonly answer: unknown;
}

/** The answer of each row; undefined where none is its own for certain. @param own values of the rows */
function paired(own: readonly string[], answers: readonly unknown[], key: string): unknown[] {
  const named: Named[] = [];
  for (const answer of answers) {
    const name = at1(answer, key);
    if (typeof name === "string") named.push({ name, answer });
  }
  const known = grouped(named, ({ name }) => name.toLowerCase());
  const taken = new Array<unknown>(own.length);
  for (const [value, rows] of grouped(own.keys(), (row) => (own[row] as string).toLowerCase())) {
    const mine = known.get(value) ?? [];
    // One of several is missing, or too much: whose the others are cannot be told.
    if (rows.length > 1 && rows.length !== mine.length) continue;
    const [inTurn, theirs] = spelledAlike(rows, mine, own) ?? [rows, mine];
    inTurn.forEach((row, i) => {
      taken[row] = theirs[i]?.answer;
    });
  }
  return taken;
}

/** Rows and answers in the order of their spelling; undefined where the service changed it, which tells nothing then. */
function spelledAlike(
  rows: readonly number[],
  answers: readonly Named[],
  own: readonly string[],
): [number[], Named[]] | undefined {
  const spelled = rows.toSorted((a, b) => byText(own[a] as string, own[b] as string));
  const theirs = answers.toSorted((a, b) => byText(a.name, b.name));
  return spelled.every((row, i) => own[row] === theirs[i]?.name) ? [spelled, theirs] : undefined;
}

function byText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function grouped<T>(all: Iterable<T>, keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [one]);
    else known.push(one);
  }
  return groups;
}
