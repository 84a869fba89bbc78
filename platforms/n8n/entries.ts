/** What leaves the node, before it is known what becomes of failures: one entry for each item to be. */
import { type ActionOutput, at, type JsonObject } from "../../connector/index.js";
import { printable } from "../shared/printable.js";
import type { Operation } from "./operations.js";

/** One item to be. */
export interface Entry {
  /** The input item that it comes from, from 0. */
  readonly item: number;
  readonly json: JsonObject;
  /** Why it failed; absent where it did not. */
  readonly reason?: string;
}

/** The result of a row. */
export function rowEntry(row: JsonObject, item: number, { results }: Operation): Entry {
  if (results === undefined || row[results.failed] !== true) return { item, json: row };
  return { item, json: row, reason: reasonText(row[results.reason]) };
}

/** An output as it was asked for: in parts, or whole. */
export function outputEntries(
  output: ActionOutput,
  item: number,
  operation: Operation,
  simplify: boolean,
): Entry[] {
  const rows = listAt(output, operation.results?.items);
  const entries = rows?.map((row) => rowEntry(row, item, operation));
  if (simplify && entries !== undefined) return entries;
  const reason = entries === undefined ? refusal(output, operation) : firstReason(entries);
  const failed = reason === undefined ? {} : { reason };
  const list = listAt(output, operation.list);
  if (simplify && list !== undefined) return list.map((json) => ({ item, json, ...failed }));
  return [{ item, json: simplify ? bodyOf(output) : { ...output }, ...failed }];
}

function listAt({ json_body }: ActionOutput, pointer: string | undefined): JsonObject[] | undefined {
  const list = pointer === undefined ? undefined : at(json_body, pointer);
  return Array.isArray(list) ? (list as JsonObject[]) : undefined;
}

/** A service that has nothing to say says it with its status. */
function bodyOf({ json_body, ...rest }: ActionOutput): JsonObject {
  const isObject = typeof json_body === "object" && json_body !== null && !Array.isArray(json_body);
  return isObject ? (json_body as JsonObject) : { ...rest, ...(json_body === undefined ? {} : { json_body }) };
}

function firstReason(entries: readonly Entry[]): string | undefined {
  const failed = entries.filter(({ reason }) => reason !== undefined);
  const [first] = failed;
  if (first === undefined) return undefined;
  return `${failed.length} of ${entries.length} rows failed. The first is row ${entries.indexOf(first) + 1}: ${first.reason}`;
}

function refusal({ status_code, reason, json_body }: ActionOutput, operation: Operation): string | undefined {
  if (status_code < 400) return undefined;
  const sentence = operation.errorMessage === undefined ? undefined : at(json_body, operation.errorMessage);
  return printable(`${status_code} ${reason}${typeof sentence === "string" ? `: ${sentence}` : ""}`);
}

function reasonText(reason: unknown): string {
  return printable(typeof reason === "string" ? reason : JSON.stringify(reason ?? "no reason given"));
}
