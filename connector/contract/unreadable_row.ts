/** Marks a row of a feed that cannot be read. */

/** Represents an unreadable row, such as a broken line. Its result is InvalidRow with this message. */
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
