/** The output of the node before failures are handled: one entry per future item. */
import { type ActionOutput, getAt, type JsonObject } from "../../connector/platform_api.js";
import { quoted } from "../../connector/contract/visible_text.js";
import { rowFailure } from "../shared/row_failure.js";
import { statusWords } from "../shared/status_words.js";
import { runMessages } from "./messages.js";
import type { Operation } from "./operations.js";

/** One future item. */
export interface Entry {
  /** Position of its input item, from 0. */
  readonly item: number;
  readonly json: JsonObject;
  /** Why it failed; absent if it did not fail. */
  readonly reason?: string;
}

/** A failure within a completed run. */
export interface Problem {
  readonly message: string;
  /** Position of the input item, from 0. */
  readonly item: number;
  /** The status of the response, if the response had no rows. */
  readonly status?: number;
}

/** How a run ended. */
export interface Ending {
  /** Everything that is known of the run; may be empty. */
  readonly entries: readonly Entry[];
  readonly problem?: Problem;
  /**
   * What ended the run early: an error of the connector, or of n8n if it could not provide what the run
   * needs.
   */
  readonly error?: Error;
}

/** Returns the end of a run on rows that are items. */
export function endingOfRows(results: readonly JsonObject[], operation: Operation): Ending {
  const entries = results.map((row, item) => rowEntry(row, item, operation));
  const message = rowsProblem(entries, "items", (index) => `item ${index}`);
  const item = entries.findIndex(({ reason }) => reason !== undefined);
  return { entries, ...(message === undefined ? {} : { problem: { message, item } }) };
}

/**
 * Returns the end of a run on an input that is an item.
 * @param simplify - returns rows, entries of a list or the body instead of the whole output
 */
export function endingOfInput(
  output: ActionOutput,
  item: number,
  operation: Operation,
  simplify: boolean,
): Ending {
  const rows = listAt(output, operation.results?.items)?.map((row) => rowEntry(row, item, operation));
  const problem = rows === undefined ? rejection(output, item, operation) : problemOf(rows, item);
  const ending = problem === undefined ? {} : { problem };
  if (simplify && rows !== undefined) return { entries: rows, ...ending };
  const failed = problem === undefined ? {} : { reason: problem.message };
  const list = simplify ? listAt(output, operation.list) : undefined;
  if (list === undefined)
    return { entries: [{ item, json: simplify ? bodyOf(output) : { ...output }, ...failed }], ...ending };
  // The entries of a list are valid even if the list is incomplete.
  const entries = list.map((json) => ({ item, json }));
  return {
    entries: problem === undefined ? entries : [...entries, { item, json: {}, ...failed }],
    ...ending,
  };
}

/** Status of an incomplete output. */
const partial = 207;

/** Equal rows share one result. Items must not, because later nodes may change them. */
function rowEntry(row: JsonObject, item: number, { results }: Operation): Entry {
  const reason = results === undefined ? undefined : rowFailure(row, results);
  return { item, json: { ...row }, ...(reason === undefined ? {} : { reason }) };
}

function listAt({ json_body }: ActionOutput, pointer: string | undefined): JsonObject[] | undefined {
  const list = pointer === undefined ? undefined : getAt(json_body, pointer);
  return Array.isArray(list) ? (list as JsonObject[]) : undefined;
}

/** If the service returned only a status, the item contains the status. */
function bodyOf({ json_body, ...rest }: ActionOutput): JsonObject {
  if (json_body === undefined) return rest;
  const isObject = typeof json_body === "object" && json_body !== null && !Array.isArray(json_body);
  return isObject ? (json_body as JsonObject) : { ...rest, json_body };
}

function problemOf(rows: readonly Entry[], item: number): Problem | undefined {
  const message = rowsProblem(rows, "rows", (index) => `row ${index + 1}`);
  return message === undefined ? undefined : { message, item };
}

function rowsProblem(
  entries: readonly Entry[],
  noun: string,
  placeOf: (index: number) => string,
): string | undefined {
  const failed = entries.filter(({ reason }) => reason !== undefined);
  const [first] = failed;
  if (first === undefined) return undefined;
  const place = placeOf(entries.indexOf(first));
  const counts = `${failed.length} of ${entries.length} ${noun}`;
  return runMessages.failed(counts, `${place}: ${first.reason}`);
}

function rejection(
  { status_code: status, reason, json_body }: ActionOutput,
  item: number,
  { errorMessage }: Operation,
): Problem | undefined {
  if (status < 400 && status !== partial) return undefined;
  const words = errorMessage === undefined ? undefined : getAt(json_body, errorMessage);
  const head = statusWords({ status_code: status, reason });
  const message = typeof words === "string" ? `${head}: ${quoted(words)}` : head;
  return { message, item, status };
}
