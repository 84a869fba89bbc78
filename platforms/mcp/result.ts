/** Converts a run to the result for an agent: a short text, and the complete output. */
import { visibleJson } from "../../connector/contract/visible_text.js";
import type { ActionOutput, JsonObject } from "../../connector/platform_api.js";
import { jsonPieces } from "../shared/json_pieces.js";
import { exchangeMessages } from "./messages.js";
import { type Ending, textOf } from "./result_text.js";

/** A result as the protocol describes it. */
export interface ToolResult {
  [key: string]: unknown;
  content: { type: "text"; text: string }[];
  structuredContent?: JsonObject;
  isError?: true;
}

/** Longest output that is repeated as text, in characters, for clients that read nothing else. */
const maxRepeatedLength = 20_000;

/** Longest output that is returned, in bytes: clients end the connection at a message of 10 MiB. */
const maxOutputBytes = 9 * 1024 * 1024;

/** @param problemOf - returns why an output does not match its schema; undefined if it matches */
export function resultOf(
  ending: Ending,
  problemOf: (output: ActionOutput) => string | undefined,
): ToolResult {
  const { output, error } = ending;
  const text = textOf(ending);
  if (output === undefined) return { content: contentOf(text), isError: true };
  const json = jsonUpTo(maxOutputBytes, output);
  const repeated = json !== undefined && json.length <= maxRepeatedLength ? [visibleJson(json)] : [];
  const unfit = json === undefined ? exchangeMessages.longOutput(maxOutputBytes) : problemOf(output);
  // Clients reject a whole result if its output does not match the schema.
  if (unfit !== undefined) return { content: contentOf(`${text}\n${unfit}`, ...repeated), isError: true };
  const isFailed = error !== undefined || output.status_code >= 400;
  return {
    content: contentOf(text, ...repeated),
    structuredContent: output as unknown as JsonObject,
    ...(isFailed ? { isError: true as const } : {}),
  };
}

/** Returns undefined for a longer text, without writing it whole. */
function jsonUpTo(maxBytes: number, output: ActionOutput): string | undefined {
  const pieces: string[] = [];
  let bytes = 0;
  for (const piece of jsonPieces(output)) {
    bytes += Buffer.byteLength(piece);
    if (bytes > maxBytes) return undefined;
    pieces.push(piece);
  }
  return pieces.join("");
}

function contentOf(...texts: string[]): ToolResult["content"] {
  return texts.map((text) => ({ type: "text", text }));
}
