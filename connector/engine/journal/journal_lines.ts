/** Reads the lines of a journal file one at a time. */
import type { JournalFile } from "../../contract/types.js";

/** Most bytes of the file that are read at once. */
const maxPieceBytes = 1 << 20;

/** One line of the file. */
export interface FileLine {
  readonly bytes: Uint8Array;
  /** Position in the file, in bytes. */
  readonly from: number;
  /** False if the file ends before the line does. */
  readonly whole: boolean;
}

/** Yields the lines without their line breaks. */
export function* linesOf(file: JournalFile): Generator<FileLine> {
  let rest: Uint8Array = new Uint8Array();
  let from = 0;
  for (let position = 0; position < file.size; position += maxPieceBytes) {
    const piece = file.read(position, Math.min(maxPieceBytes, file.size - position));
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      yield { bytes: rest.subarray(0, end), from, whole: true };
      from += end + 1;
      rest = rest.subarray(end + 1);
    }
  }
  if (rest.length > 0) yield { bytes: rest, from, whole: false };
}
