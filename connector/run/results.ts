/** Turns the service's answer into one result per row, and makes the results that the connector gives itself. */
import { type ErrorCode, errorTable } from "../contract/errors.js";
import type { Action } from "../contract/generated/meta/action.js";
import type { Finding } from "../contract/ports.js";
import { at } from "../contract/pointer.js";
import type { JsonObject } from "../contract/types.js";
import { textOf } from "./identity.js";

type Declared = NonNullable<Action["results"]>;

/** What the declaration and the schema say about results. */
export interface ResultSpec {
  readonly declared: Declared;
  /** What is wrong with a result in the service's answer. */
  check(result: unknown): Finding[];
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
  return madeResult(row, `${code}: ${sentence}`, spec);
}

/** The result of a row that is in, where the answer tells nothing more of it. */
export function acceptedResult(row: JsonObject, spec: ResultSpec): JsonObject {
  return madeResult(row, null, spec);
}

function madeResult(row: unknown, why: string | null, { declared }: ResultSpec): JsonObject {
  const { blank, match, failed, reason } = declared;
  const named = at(row, `/${match.row}`);
  return {
    ...blank,
    [match.result]: typeof named === "string" ? named : null,
    [failed]: why !== null,
    [reason]: why,
  };
}

/** True where the row did not succeed. */
export function isFailed(result: JsonObject, { declared }: ResultSpec): boolean {
  return result[declared.failed] === true;
}

const ownCode = /^([A-Za-z]+):/;

/** True where another run may do better by the row: it has no answer of its own yet. */
export function isOpen(result: JsonObject, spec: ResultSpec): boolean {
  const reason = result[spec.declared.reason];
  if (!isFailed(result, spec) || typeof reason !== "string") return false;
  const code = ownCode.exec(reason)?.[1] ?? "";
  if (!Object.hasOwn(errorTable, code)) return false;
  const { kind, retryable } = errorTable[code as ErrorCode];
  return retryable || kind !== "service";
}

/**
 * One result per row. By value; rows of equal value by their position among equals; what is left, ignoring letter
 * case. The answer's order is not promised, and a row without a result is a failure.
 */
export function matchResults(rows: readonly JsonObject[], body: unknown, spec: ResultSpec): Matched {
  const found = at(body, spec.declared.items);
  const answers: unknown[] = Array.isArray(found) ? found : [];
  const { match } = spec.declared;
  if (inOrder(rows, answers, match))
    return { results: rows.map((row, i) => checked(row, answers[i], spec)), left: 0 };
  const pool = new Pool(answers, match.result);
  const exact = rows.map((row) => pool.take(textOf(row[match.row])));
  pool.ignoreCase();
  const all = exact.map((answer, i) => answer ?? pool.take(textOf(rows[i]?.[match.row]).toLowerCase()));
  return { results: rows.map((row, i) => checked(row, all[i], spec)), left: pool.size };
}

function inOrder(
  rows: readonly JsonObject[],
  answers: readonly unknown[],
  match: Declared["match"],
): boolean {
  if (rows.length !== answers.length) return false;
  return rows.every((row, i) => at1(answers[i], match.result) === row[match.row]);
}

/** The result that the service gave for the row, where it is one. */
export function checked(row: JsonObject, answer: unknown, spec: ResultSpec): JsonObject {
  if (answer === undefined) {
    const sentence = "the service accepted the call and gave no result for this row; send it again.";
    return ownResult(row, "NoAnswer", sentence, spec);
  }
  const finding = spec.check(answer)[0];
  if (finding === undefined) return answer as JsonObject;
  return ownResult(row, finding.code, `the service gave a result of unknown form; ${finding.sentence}`, spec);
}

function at1(data: unknown, key: string): unknown {
  return typeof data === "object" && data !== null ? (data as JsonObject)[key] : undefined;
}

/** Results that no row has taken yet, by their value. */
class Pool {
  #byValue = new Map<string, unknown[]>();
  size = 0;

  constructor(answers: readonly unknown[], key: string) {
    for (const answer of answers) {
      const value = at1(answer, key);
      if (typeof value === "string") this.#add(value, [answer]);
      this.size += 1;
    }
  }

  /** The first one of that value; undefined where none is left. */
  take(value: string): unknown {
    const answer = this.#byValue.get(value)?.shift();
    if (answer !== undefined) this.size -= 1;
    return answer;
  }

  /** From now on values are small letters. */
  ignoreCase(): void {
    const before = this.#byValue;
    this.#byValue = new Map();
    for (const [value, answers] of before) this.#add(value.toLowerCase(), answers);
  }

  #add(value: string, answers: unknown[]): void {
    const known = this.#byValue.get(value);
    if (known === undefined) this.#byValue.set(value, answers);
    else known.push(...answers);
  }
}
