/** A journal in memory: what is on disk, and what is still on its way there. */
import type { JournalFile, OpenJournal } from "../../connector/index.js";

/** A disk with one file. */
export class MemoryJournal {
  /** What would be found after a crash. */
  text = "";
  /** How often something was written. */
  appends = 0;
  /** Called before each write; what it throws is the write's end. */
  onAppend: (nth: number) => void = () => {};

  /** Opens it, as a connector does. */
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
