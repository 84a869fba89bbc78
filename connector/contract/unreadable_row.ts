/** A row that could not be read; its result is InvalidRow with that sentence. */
export class UnreadableRow {
  readonly sentence: string;

  constructor(sentence: string) {
    this.sentence = sentence;
  }
}
