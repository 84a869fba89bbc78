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
  /** They were accepted, or failed in another way than by a refusal. */
  settle(rows: readonly number[], result: CallResult): void;
  /** They are refused, or could not be told apart. */
  refuse(rows: readonly number[], error: ConnectorError): void;
  /** The rows that the service's sentence names. */
  namedIn(sentence: string, rows: readonly number[]): number[];
}

/** What else the isolation found. */
export interface Isolated {
  /** The refusal, where it is the whole request that is refused, whatever its rows. */
  readonly wholeRequest?: ConnectorError;
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
): Promise<Isolated> {
  return new Isolation(bounds, steps).run(count, first);
}

class Isolation {
  readonly #bounds: IsolateBounds;
  readonly #steps: IsolateSteps;
  /** Groups that came of one split, and are tried one after the other. */
  readonly #families: Group[][] = [];
  #accepted = false;
  #extraCalls = 0;
  #same = 0;
  #lastSentence = "";
  #trustNames = true;

  constructor(bounds: IsolateBounds, steps: IsolateSteps) {
    this.#bounds = bounds;
    this.#steps = steps;
  }

  async run(count: number, first: Rejected): Promise<Isolated> {
    let last = first;
    this.#count(first);
    this.#split({ rows: Array.from({ length: count }, (_, i) => i) }, first);
    for (let family = this.#next(); family !== undefined; family = this.#next()) {
      for (const group of family) {
        if (this.#isHopeless || this.#extraCalls >= this.#bounds.maxExtraCalls)
          this.#giveUp(group, last.error);
        else last = (await this.#try(group)) ?? last;
      }
    }
    return this.#isHopeless ? { wholeRequest: last.error } : {};
  }

  /** Straight down until something is accepted: bad rows may be all over. Then level by level. */
  #next(): Group[] | undefined {
    return this.#accepted ? this.#families.shift() : this.#families.pop();
  }

  /** Gives the refusal, if it is refused. */
  async #try(group: Group): Promise<Rejected | undefined> {
    this.#extraCalls += 1;
    const result = await this.#steps.send(group.rows);
    if (result.kind === "rejected") {
      this.#count(result);
      this.#split(group, result);
      return result;
    }
    this.#steps.settle(group.rows, result);
    if (result.kind === "succeeded") {
      this.#accepted = true;
      this.#confirm(group);
    } else this.#doubt(group);
    return undefined;
  }

  /** Refusals in the same words and nothing ever accepted: the fault is in the request, not in a row. */
  get #isHopeless(): boolean {
    return !this.#accepted && this.#same >= this.#bounds.sameAnswers;
  }

  #count({ error }: Rejected): void {
    this.#same = error.message === this.#lastSentence ? this.#same + 1 : 1;
    this.#lastSentence = error.message;
  }

  #split(group: Group, refusal: Rejected): void {
    const { rows, taken } = group;
    const named = this.#trustNames ? this.#steps.namedIn(refusal.error.message, rows) : [];
    if (taken !== undefined && named.length === 0 && this.#stillNames(taken.row, refusal)) {
      // The row that it names is gone: the name was wrong, here and for good.
      this.#trustNames = false;
      this.#halve([taken.row, ...rows], refusal);
      return;
    }
    this.#confirm(group);
    const [row] = named;
    if (row === undefined || named.length === rows.length) this.#halve(rows, refusal);
    else if (named.length === 1)
      this.#families.push([{ rows: without(rows, named), taken: { row, refusal } }]);
    else this.#families.push([{ rows: named }, { rows: without(rows, named) }]);
  }

  #halve(rows: readonly number[], refusal: Rejected): void {
    if (rows.length === 1) {
      this.#steps.refuse(rows, refusal.error);
      return;
    }
    const middle = Math.ceil(rows.length / 2);
    this.#families.push([{ rows: rows.slice(0, middle) }, { rows: rows.slice(middle) }]);
  }

  #stillNames(row: number, { error }: Rejected): boolean {
    return this.#steps.namedIn(error.message, [row]).length > 0;
  }

  /** Without the row that was taken out the others fare otherwise: it is the bad one. */
  #confirm({ taken }: Group): void {
    if (taken !== undefined) this.#steps.refuse([taken.row], taken.refusal.error);
  }

  /** The row that was taken out is named, and nothing has shown that it is bad. */
  #doubt({ taken }: Group): void {
    if (taken !== undefined) this.#notIsolated([taken.row], taken.refusal.error);
  }

  #giveUp(group: Group, error: ConnectorError): void {
    this.#doubt(group);
    this.#notIsolated(group.rows, error);
  }

  #notIsolated(rows: readonly number[], error: ConnectorError): void {
    const sentence = `the call that held this row was refused, and the bad row in it was not found: ${error.message}`;
    this.#steps.refuse(rows, new ConnectorError("NotIsolated", sentence, { status: error.status }));
  }
}

function without(rows: readonly number[], taken: readonly number[]): number[] {
  const gone = new Set(taken);
  return rows.filter((row) => !gone.has(row));
}
