/** A place in a feed where a row should stand and none can be read. */

/** Stands for a row that could not even be read, such as a broken line: its result is InvalidRow with that sentence. */
export class UnreadableRow {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/** Whether it is one. A proxy may throw when it is asked, and is none. */
export function isUnreadableRow(row: unknown): row is UnreadableRow {
  try {
    return row instanceof UnreadableRow;
  } catch {
    return false;
  }
}
