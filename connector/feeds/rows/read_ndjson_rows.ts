/** Reads rows of this product from NDJSON, one row per line. */
import { kindOf } from "../json/document_kind.js";
import { type JsonLine, jsonLines } from "../json/json_lines.js";
import { messages } from "../json/messages.js";
import type { FeedReader, FeedReading, ReadItem } from "../feed_types.js";
import { inPages } from "../pages.js";
import { itemOf, skipped } from "../read_items.js";
import { rowOutcome } from "./row_outcome.js";

/** Reads rows, which stay as they are. A line that is not JSON is skipped. */
export const readNdjsonRows: FeedReader = async function* (bytes, reading) {
  let isFirst = true;
  for await (const lines of jsonLines(bytes, reading.name)) {
    const [first] = lines;
    if (isFirst && first !== undefined) {
      assertRow(first, reading.name);
      isFirst = false;
    }
    yield* inPages(lines.map((line) => itemFor(line, reading)));
  }
};

function itemFor(line: JsonLine, { name }: FeedReading): ReadItem {
  const source = { file: name, line: line.line };
  return itemOf(source, line.fault === undefined ? rowOutcome(line.part) : skipped(line.fault, line.text));
}

/** Throws InvalidInput if the first line shows another format. */
function assertRow(line: JsonLine, name: string): void {
  if (line.fault !== undefined) {
    // Only a document over several lines begins with an open bracket alone.
    if (/^(?:\[\s*\{?|\{)$/.test(line.text))
      throw messages.otherFormat(name, "NDJSON", "one JSON document over several lines", "json");
    return;
  }
  const { value } = line.part;
  const kind = kindOf(line.part);
  if (kind !== undefined && kind.format !== "json")
    throw messages.otherFormat(name, "NDJSON rows", kind.name, kind.format);
  const isList = Array.isArray(value) || (kind !== undefined && !hasIndicator(value));
  if (isList) throw messages.otherFormat(name, "NDJSON rows", "a list of rows in one line", "json");
}

function hasIndicator(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && ("indicatorValue" in value || "indicatorType" in value)
  );
}
