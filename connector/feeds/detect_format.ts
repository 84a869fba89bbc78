/** Recognizes the format of a feed by its content. */
import { recognizeColumns } from "./csv/columns.js";
import { plainName, valueKindOf } from "./csv/column_names.js";
import { tableForm } from "./csv/delimiter.js";
import { isComment, tableStart } from "./csv/header.js";
import type { Sample } from "./csv/samples.js";
import { detectJsonFormat } from "./detect_json_format.js";
import type { FeedFormat, FeedNotice } from "./feed_types.js";
import { formatRecognized } from "./messages.js";
import { isValueLine } from "./text/prose_signs.js";
import { withoutComment } from "./text/text_line.js";

/** Most lines that are compared. */
const maxLines = 200;

/**
 * Returns the format of a feed; undefined for a text without content.
 * @param head - start of the text, at most 64 KiB of it
 * @param isProse - true for a report: its tables are not CSV
 */
export function detectFormat(head: string, isProse = false): FeedFormat | undefined {
  const text = head.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  if (text.trim() === "") return undefined;
  return detectJsonFormat(text) ?? (isProse ? "text" : tableOrText(text));
}

/** Returns a notice about a recognized format. */
export function formatNotice(format: FeedFormat): FeedNotice {
  return formatRecognized(format);
}

function tableOrText(text: string): FeedFormat {
  const { delimiter, prefixLength, isTable } = tableForm(text);
  const records = wholeLines(text.slice(prefixLength)).map((line) => cellsOf(line, delimiter));
  const { header, headerAt } = tableStart(records, delimiter, false);
  const names = new Set((header ?? records[0] ?? []).map(plainName));
  if (names.has("indicatorvalue") && names.has("indicatortype")) return "portal-csv";
  const rows = records.filter((cells, at) => at !== headerAt && !isComment(cells, delimiter));
  const isNamed = header?.some((name) => valueKindOf(name) !== undefined) === true;
  if (prefixLength > 0 || (isNamed && (isTable || isColumn(header, rows)))) return "csv";
  const holdsValues = isTable && hasValues(header, rows);
  // A list has no line with names of columns.
  if (holdsValues && header !== undefined && header.length > 1) return "csv";
  if (isList(text)) return "text";
  return holdsValues ? "csv" : "text";
}

/** Returns true for a list below the name of a column, such as `sha256`. A colon after it begins YAML. */
function isColumn([name = "", ...others]: readonly string[], rows: Sample): boolean {
  return rows.length > 0 && others.length === 0 && !name.endsWith(":");
}

/** Returns the lines with content. The last one can be cut off, unless it is the only one. */
function wholeLines(text: string): readonly string[] {
  const lines = text.split("\n", maxLines + 1);
  const whole =
    lines.length > 1 && lines.length <= maxLines && !text.endsWith("\n") ? lines.slice(0, -1) : lines;
  return whole.filter((line) => line.trim() !== "");
}

/** Quotes are only removed at the ends of a cell, which is exact enough to recognize columns. */
function cellsOf(line: string, delimiter: string): readonly string[] {
  return line.split(delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/s, "$1"));
}

/** Returns true if at least half of the lines are values in the form of a list. */
function isList(text: string): boolean {
  const lines = wholeLines(text)
    .map(withoutComment)
    .filter((line) => line !== "");
  const values = lines.filter(isValueLine);
  return values.length * 2 >= lines.length;
}

function hasValues(header: readonly string[] | undefined, rows: Sample): boolean {
  const { values, ambiguous } = recognizeColumns(header, rows, false);
  return values.length > 0 || ambiguous.length > 0;
}
