/** Recognizes texts that are neither JSON nor NDJSON, such as tables and lists. */
import { foreignText, foreignValue } from "../../connector/platform_api.js";
import { readErrors } from "./messages.js";

/** Number of lines at the beginning that show whether a text has another format. */
const firstLines = 5;

/** Throws InvalidInput for a text of another format, because each of its lines would be a bad row. */
export function assertRows(lines: readonly string[], name: string): void {
  const first = lines.filter((line) => line.trim() !== "").slice(0, firstLines);
  const what = first.some(isJson) ? foreignRow(first[0] ?? "") : foreignLines(first);
  if (what !== undefined) throw readErrors.notRows(name, what);
}

function isJson(line: string): boolean {
  return parsed(line) !== undefined;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

/** The first row contains a whole file. */
function foreignRow(line: string): string | undefined {
  const value = parsed(line);
  // An array, or another value that is not an object, is a bad row.
  const found = typeof value === "object" && !Array.isArray(value) ? foreignValue(value) : undefined;
  return found?.isWhole === true ? found.what : undefined;
}

function foreignLines(lines: readonly string[]): string | undefined {
  const [first = ""] = lines;
  if (/^\s*[[{]\s*$/.test(first) && lines.length > 1) return "one JSON document over several lines";
  // A single bad line may be a row.
  return lines.length > 1 ? foreignText(lines.join("\n")) : undefined;
}
