/** Marks a row of a feed that cannot be read. */

/** Represents an unreadable row, such as a broken line. Its result is InvalidRow with this message. */
export class UnreadableRow {
  readonly message: string;
  /** The row as it is in its source; absent if it is not text or too long. */
  readonly text?: string;

  constructor(message: string, text?: string) {
    this.message = message;
    if (text !== undefined) this.text = text;
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
