/** What leaves the node, before it is known what becomes of failures: one entry for each item to be. */
import { type ActionOutput, getAt, type JsonObject } from "../../connector/platform_api.js";
import { quoted } from "../../connector/contract/visible_text.js";
import { rowFailure } from "../shared/row_failure.js";
import { statusWords } from "../shared/status_words.js";
import type { Operation } from "./operations.js";

/** One item to be. */
export interface Entry {
  /** The input item that it comes from, from 0. */
  readonly item: number;
  readonly json: JsonObject;
  /** Why it failed; absent where it did not. */
  readonly reason?: string;
}

/** Something that went wrong in a run that came to its end. */
export interface Problem {
  readonly message: string;
  /** The input item that it is about, from 0. */
  readonly item: number;
  /** What the service answered, where it answered no rows. */
  readonly status?: number;
}

/** How a run ended. */
export interface Ending {
  /** All that is known of it; empty where nothing is. */
  readonly entries: readonly Entry[];
  readonly problem?: Problem;
  /** What ended it before its end: an error of the connector's, or of n8n's where it could not give what the run needs. */
  readonly error?: Error;
}

/** A run on rows that are items. */
export function endingOfRows(results: readonly JsonObject[], operation: Operation): Ending {
  const entries = results.map((row, item) => rowEntry(row, item, operation));
  const message = rowsProblem(entries, "items", (index) => `item ${index}`);
  const item = entries.findIndex(({ reason }) => reason !== undefined);
  return { entries, ...(message === undefined ? {} : { problem: { message, item } }) };
}

/** A run on an input that is an item. @param simplify gives rows, entries of a list or the body in place of all there is */
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
  // What the list holds is right, even where it ends too early.
  const entries = list.map((json) => ({ item, json }));
  return {
    entries: problem === undefined ? entries : [...entries, { item, json: {}, ...failed }],
    ...ending,
  };
}

/** Status of an output of which a part is missing. */
const partial = 207;

/** Equal rows share one result; items must not, since the nodes that follow may change theirs. */
function rowEntry(row: JsonObject, item: number, { results }: Operation): Entry {
  const reason = results === undefined ? undefined : rowFailure(row, results);
  return { item, json: { ...row }, ...(reason === undefined ? {} : { reason }) };
}

function listAt({ json_body }: ActionOutput, pointer: string | undefined): JsonObject[] | undefined {
  const list = pointer === undefined ? undefined : getAt(json_body, pointer);
  return Array.isArray(list) ? (list as JsonObject[]) : undefined;
}

/** Where the service has nothing to say but its status, that is what there is. */
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
  return `${failed.length} of ${entries.length} ${noun} failed. The first is ${place}: ${first.reason}`;
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
