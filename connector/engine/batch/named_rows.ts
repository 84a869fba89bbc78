/** Keeps the rows that rejections name, and decides how far the names can be trusted. */
import type { ConnectorError } from "../../contract/errors.js";

/** A row and the rejection that names it. */
export interface NamedRow {
  readonly row: number;
  readonly error: ConnectorError;
}

/** Names that are trusted for each one that was tried alone. */
const namesPerProof = 32;

/** The names of one isolation. */
export class NamedRows {
  readonly #namedIn: (message: string) => readonly number[];
  #areTrusted = true;
  #proofs = 0;
  /** Left out of further calls because a rejection named them, each as the only row. */
  #leftOut: NamedRow[] = [];
  /** Named together with others: which of them is bad is open. */
  #alone: number[] = [];

  /** @param namedIn - Returns the rows of the batch that a message names. */
  constructor(namedIn: (message: string) => readonly number[]) {
    this.#namedIn = namedIn;
  }

  /** False once a name was wrong. */
  get areTrusted(): boolean {
    return this.#areTrusted;
  }

  /** Returns the rows of a call that its rejection names. A name of a row that was not in the call ends the trust. */
  in(message: string, rows: readonly number[]): readonly number[] {
    if (!this.#areTrusted) return [];
    const named = this.#namedIn(message);
    if (named.length === 0) return named;
    const sent = new Set(rows);
    this.#areTrusted = named.every((row) => sent.has(row));
    return this.#areTrusted ? named : [];
  }

  /** Whether a named row must be tried alone before the next one is left out. */
  get needProof(): boolean {
    return this.#leftOut.length >= Math.max(1, this.#proofs * namesPerProof);
  }

  /** Removes the row that was left out first, and returns it. */
  takeOldest(): number | undefined {
    return this.#leftOut.shift()?.row;
  }

  /** Notes what became of a named row that was tried alone. */
  tried(isNamedRightly: boolean): void {
    if (isNamedRightly) this.#proofs += 1;
    else this.#areTrusted = false;
  }

  /** Keeps the named rows, which are left out of the calls that follow. */
  leaveOut(rows: readonly number[], error: ConnectorError): void {
    const [row] = rows;
    if (row !== undefined && rows.length === 1) this.#leftOut.push({ row, error });
    else this.#alone.push(...rows);
  }

  /** Removes the row that was left out last, and returns it. */
  takeLatest(): NamedRow | undefined {
    return this.#leftOut.pop();
  }

  /** Returns the rows that are not left out any more because no name is trusted. */
  returned(): number[] {
    if (this.#areTrusted) return [];
    const rows = [...this.#leftOut.map(({ row }) => row), ...this.#alone];
    this.#leftOut = [];
    this.#alone = [];
    return rows;
  }

  /** Returns the next row that is to be tried alone, if there is one. */
  nextAlone(): number | undefined {
    return this.#alone.shift() ?? (this.#proofs === 0 ? this.takeOldest() : undefined);
  }

  /** The rows that count as bad because rejections name them; empty until one such name was confirmed. */
  get believed(): readonly NamedRow[] {
    return this.#proofs > 0 ? this.#leftOut : [];
  }
}
