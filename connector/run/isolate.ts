/** Takes a refused call apart until its bad rows stand alone, so that they do not sink the others. */
import { ConnectorError } from "../contract/errors.js";
import type { CallResult } from "../http/send.js";

/** A refusal that one bad row explains. */
type Rejected = Extract<CallResult, { kind: "rejected" }>;

/** Bounds, as declared. */
export interface IsolateBounds {
  readonly maxExtraCalls: number;
  readonly sameAnswers: number;
}

/** What the isolation does with rows, each given by its position in the call. */
export interface IsolateSteps {
  /** Sends these rows alone. */
  send(rows: readonly number[]): Promise<CallResult>;
  /** They were accepted, or failed in another way than before. */
  settle(rows: readonly number[], result: CallResult): void;
  /** They are refused, or could not be told apart. */
  refuse(rows: readonly number[], error: ConnectorError): void;
  /** The rows that the service's sentence names. */
  namedIn(sentence: string, rows: readonly number[]): number[];
}

interface Group {
  readonly rows: readonly number[];
  /** The row taken out before, because the refusal named it, and that refusal. */
  readonly taken?: { readonly row: number; readonly refusal: Rejected };
}

/** @param first the refusal of the whole call */
export async function isolate(
  count: number,
  first: Rejected,
  bounds: IsolateBounds,
  steps: IsolateSteps,
): Promise<void> {
  await new Isolation(bounds, steps).run(count, first);
}

class Isolation {
  readonly #bounds: IsolateBounds;
  readonly #steps: IsolateSteps;
  readonly #queue: Group[] = [];
  #extraCalls = 0;
  #same = 0;
  #lastSentence = "";
  #trustNames = true;

  constructor(bounds: IsolateBounds, steps: IsolateSteps) {
    this.#bounds = bounds;
    this.#steps = steps;
  }

  async run(count: number, first: Rejected): Promise<void> {
    let last = first;
    this.#count(first);
    this.#split({ rows: Array.from({ length: count }, (_, i) => i) }, first);
    for (let group = this.#queue.shift(); group !== undefined; group = this.#queue.shift()) {
      if (this.#isOver()) {
        this.#giveUp(group, last.error);
        continue;
      }
      this.#extraCalls += 1;
      const result = await this.#steps.send(group.rows);
      if (result.kind === "rejected") {
        last = result;
        this.#count(result);
        this.#split(group, result);
      } else {
        this.#same = 0;
        this.#steps.settle(group.rows, result);
        this.#confirm(group);
      }
    }
  }

  /** Refusals in the same words with nothing accepted between: the fault is in the request, not in a row. */
  #isOver(): boolean {
    return this.#extraCalls >= this.#bounds.maxExtraCalls || this.#same >= this.#bounds.sameAnswers;
  }

  #count({ error }: Rejected): void {
    this.#same = error.message === this.#lastSentence ? this.#same + 1 : 1;
    this.#lastSentence = error.message;
  }

  #split(group: Group, refusal: Rejected): void {
    const { rows, taken } = group;
    const named = this.#trustNames ? this.#steps.namedIn(refusal.error.message, rows) : [];
    if (taken !== undefined && named.length === 0 && refusal.error.message === taken.refusal.error.message) {
      // The row that it names is gone and it says the same: the name was wrong, here and for good.
      this.#trustNames = false;
      this.#halve([taken.row, ...rows], refusal);
      return;
    }
    this.#confirm(group);
    const [row] = named;
    if (row === undefined || named.length === rows.length) this.#halve(rows, refusal);
    else if (named.length === 1) this.#queue.push({ rows: without(rows, named), taken: { row, refusal } });
    else this.#queue.push({ rows: named }, { rows: without(rows, named) });
  }

  #halve(rows: readonly number[], refusal: Rejected): void {
    if (rows.length === 1) {
      this.#steps.refuse(rows, refusal.error);
      return;
    }
    const middle = Math.ceil(rows.length / 2);
    this.#queue.push({ rows: rows.slice(0, middle) }, { rows: rows.slice(middle) });
  }

  /** The row that was taken out is the bad one. */
  #confirm({ taken }: Group): void {
    if (taken !== undefined) this.#steps.refuse([taken.row], taken.refusal.error);
  }

  #giveUp(group: Group, error: ConnectorError): void {
    this.#confirm(group);
    const sentence = `the call that held this row was refused, and the bad row in it was not found: ${error.message}`;
    this.#steps.refuse(group.rows, new ConnectorError("NotIsolated", sentence, { status: error.status }));
  }
}

function without(rows: readonly number[], taken: readonly number[]): number[] {
  const gone = new Set(taken);
  return rows.filter((row) => !gone.has(row));
}
