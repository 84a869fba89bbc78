/** A journal in memory, to test what is written and what is still pending. */
import type { JournalFile, OpenJournal } from "../../connector/index.js";

/** A disk with one file. */
export class MemoryJournal {
  /** What a restart after a crash would find. */
  text = "";
  /** Number of writes. */
  appends = 0;
  /** Called before each write; an exception fails the write. */
  onAppend: (nth: number) => void = () => {};

  /** Opens the journal, as the connector does. */
  readonly open: OpenJournal = async (): Promise<JournalFile> => {
    const bytes = Buffer.from(this.text);
    return {
      size: bytes.length,
      read: (from, length) => bytes.subarray(from, from + length),
      truncate: async (size) => {
        this.text = bytes.subarray(0, size).toString();
      },
      append: async (text) => {
        this.appends += 1;
        this.onAppend(this.appends);
        this.text += text;
      },
      close: async () => {},
      remove: async () => {
        this.text = "";
      },
    };
  };
}
