/** What a journal holds about each row, in memory. The results stay in the file. */
import type { JsonObject } from "../../contract/types.js";
import { type JournalEntry, type JournalLine, readRanges } from "./journal_format.js";

/** The position of a line in the file, in bytes. */
export interface Stretch {
  readonly from: number;
  readonly length: number;
}

/** The index of one journal. */
export class JournalIndex {
  readonly #stretches: Stretch[] = [];
  /** By position of the row: its entry, and the place of its result in the entry. */
  readonly #entryOf: number[] = [];
  readonly #placeOf: number[] = [];
  /** By entry: the number of the run that wrote it, and whether its rows were sent. */
  readonly #runOf: number[] = [];
  readonly #wasSent: boolean[] = [];
  /** Positions of rows with a call that was begun, and with an unknown outcome. */
  readonly #begun = new Set<number>();
  /** By run: the last row that has a result of this run. */
  readonly #lastOf: number[] = [];
  readonly #outcomes: JournalEntry[] = [];

  /** Adds a line that is not the head. */
  add(content: JsonObject, stretch: Stretch): void {
    const line = content as unknown as JournalLine;
    if (line.begun === undefined) this.#addEntry(line, stretch);
    else this.#addMark(line.rows, line.begun);
  }

  hasResult(position: number): boolean {
    return this.#entryOf[position] !== undefined;
  }

  isBegun(position: number): boolean {
    return this.#begun.has(position);
  }

  /** Returns the entry that holds the result of the row, and the place of the result in it. */
  find(position: number): { readonly entry: number; readonly place: number } | undefined {
    const entry = this.#entryOf[position];
    return entry === undefined ? undefined : { entry, place: this.#placeOf[position] as number };
  }

  stretchOf(entry: number): Stretch {
    return this.#stretches[entry] as Stretch;
  }

  runOf(position: number): number | undefined {
    return this.#runOf[this.#entryOf[position] as number];
  }

  wasSent(position: number): boolean {
    return this.#wasSent[this.#entryOf[position] as number] === true;
  }

  /** How many runs have written results. */
  get runs(): number {
    return this.#lastOf.length;
  }

  lastBefore(run: number): number {
    return Math.max(-1, ...this.#lastOf.slice(0, run));
  }

  /** The entries without their rows and results. */
  get outcomes(): readonly JournalEntry[] {
    return this.#outcomes;
  }

  #addEntry(line: JournalLine, stretch: Stretch): void {
    const { rows, results: _results, run = 0, unsent, ...outcome } = line;
    const entry = this.#stretches.push(stretch) - 1;
    this.#runOf.push(run);
    this.#wasSent.push(unsent !== true);
    let place = 0;
    let last = this.#lastOf[run] ?? -1;
    for (const row of readRanges(rows)) {
      this.#entryOf[row] = entry;
      this.#placeOf[row] = place;
      this.#begun.delete(row);
      place += 1;
      last = Math.max(last, row);
    }
    this.#lastOf[run] = last;
    this.#outcomes.push({ ...outcome, rows: [], results: [] });
  }

  #addMark(rows: string, begun: boolean): void {
    for (const row of readRanges(rows)) {
      if (begun) this.#begun.add(row);
      else this.#begun.delete(row);
    }
  }
}
