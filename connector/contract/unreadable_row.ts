/** Marks a row of a feed that cannot be read. */

/** Represents an unreadable row, such as a broken line. Its result is InvalidRow with this message. */
export class UnreadableRow {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}
