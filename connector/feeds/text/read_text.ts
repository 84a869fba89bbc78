/** Reads lists: one value per line. */
import { decoded } from "../decode.js";
import type { FeedReader, FeedReading, ItemSource, ReadItem } from "../feed_types.js";
import { type Line, linesOf } from "../lines.js";
import { lineTooLong, valueInWords } from "./messages.js";
import { observedItem, skippedItem } from "../observed_item.js";
import { pagesOf } from "../pages.js";
import type { Recognized } from "../observe.js";
import { readProseLine } from "./prose_line.js";
import { withoutPlainValues } from "./prose_signs.js";
import { RepeatedLists } from "./repeated_lists.js";
import { noFacts, readTextLine, wholeUrl, withoutComment } from "./text_line.js";

/**
 * Reads one value per line. An item is a line that is neither blank nor a comment (`#`, `;` or `//` at its start, or
 * everything after a blank and `#`). Lines of hosts files and of checksum programs are read too. Several values on one
 * line are read if they are of one kind; otherwise the line is skipped.
 *
 * With `prose`, an item is a line that is not blank, and its values are those that `readProseLine` finds.
 */
export const readText: FeedReader = async function* (bytes, reading) {
  yield* pagesOf(items(bytes, reading));
};

async function* items(
  bytes: AsyncIterable<Uint8Array>,
  reading: FeedReading,
): AsyncGenerator<readonly ReadItem[]> {
  const lists = new RepeatedLists();
  for await (const lines of linesOf(decoded(bytes, reading))) {
    for (const { text } of lines) lists.add(withoutComment(text));
    yield lines.flatMap((line) => itemOf(line, reading, lists) ?? []);
  }
}

function itemOf(line: Line, reading: FeedReading, lists: RepeatedLists): ReadItem | undefined {
  const text = reading.prose === true ? line.text.trim() : withoutComment(line.text);
  if (text === "") return undefined;
  const source: ItemSource = { file: reading.name, line: line.number };
  const frame = { source, before: text, facts: noFacts, allHashes: reading.allHashes };
  if (line.isCut) return skippedItem(frame, lineTooLong());
  const isProse = reading.prose === true;
  const parts = isProse ? readProseLine(text) : listed(text, lists);
  const values = reading.isReport === true ? withoutPlainValues(text, parts) : parts;
  return observedItem(frame, values.map(wholeUrl));
}

/** Returns the values of a line of a list. A line with a value among other text names the option for such lines. */
function listed(text: string, lists: RepeatedLists): readonly Recognized[] {
  const parts = lists.checked(text, readTextLine(text));
  const isWords = /\s/.test(text) && parts.every(({ fault }) => fault?.code === "ValueUnrecognized");
  const hasValue = isWords && readProseLine(text).some(({ fault }) => fault === undefined);
  return hasValue ? [{ fault: valueInWords(text) }] : parts;
}
