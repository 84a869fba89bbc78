/** Splits text into lines of limited length. */

/** Maximum length of a line, in characters. */
const maxLineLength = 65_536;

/** Characters of a longer line that are kept, to show which one it is. */
const keptLength = 200;

/** One line without its end. */
export interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
  /** True if only the start of the line is in `text`. */
  readonly isCut: boolean;
}

/**
 * Yields the lines of a text, all lines of a piece at once. A line ends with CR, LF or both. Memory is limited, whatever
 * the length of a line is. If the source fails, the line that it ends in is not yielded.
 */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<readonly Line[]> {
  let number = 1;
  let open = "";
  let isCut = false;
  const line = (text: string): Line => ({
    text: isCut ? text.slice(0, keptLength) : text,
    number: number++,
    isCut,
  });
  for await (const piece of withLineFeeds(pieces)) {
    const parts = piece.split("\n");
    const last = parts.pop() as string;
    const lines: Line[] = [];
    for (const part of parts) {
      if (!isCut) open += part;
      isCut ||= open.length > maxLineLength;
      lines.push(line(open));
      open = "";
      isCut = false;
    }
    if (!isCut) open += last;
    if (open.length > maxLineLength) {
      open = open.slice(0, keptLength);
      isCut = true;
    }
    if (lines.length > 0) yield lines;
  }
  if (open !== "") yield [line(open)];
}

/** Yields the text with LF at the end of each line. */
async function* withLineFeeds(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let endedInReturn = false;
  for await (const piece of pieces) {
    const text = endedInReturn && piece.startsWith("\n") ? piece.slice(1) : piece;
    endedInReturn = piece.endsWith("\r");
    yield text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  }
}
