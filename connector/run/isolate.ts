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

/** A row taken out because a refusal named it; nothing has proved yet that it is bad. */
interface Taken {
  readonly row: number;
  readonly refusal: Rejected;
}

interface Group {
  readonly rows: readonly number[];
  /** Refused together with the rows: these with the last one only, and so on up to all. */
  readonly taken?: readonly Taken[];
  /** One named row standing alone, to see what names are worth. */
  readonly isNameTest?: true;
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
  /** Names that stood the test. */
  #proved = 0;

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
    const { rows, taken = [], isNameTest } = group;
    const latest = taken.at(-1);
    if (!this.#trustNames && latest !== undefined) {
      this.#putBack(group, latest.refusal);
      return undefined;
    }
    this.#extraCalls += 1;
    const result = await this.#steps.send(rows);
    if (result.kind === "rejected") {
      this.#count(result);
      if (isNameTest === true) this.#proved += 1;
      this.#split(group, result);
      return result;
    }
    this.#steps.settle(rows, result);
    if (result.kind === "succeeded") {
      this.#accepted = true;
      if (isNameTest === true) this.#trustNames = false;
      this.#confirm(taken);
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
    const { rows, taken = [] } = group;
    const named = this.#trustNames ? this.#steps.namedIn(refusal.error.message, rows) : [];
    const [row] = named;
    if (row !== undefined && named.length === 1 && rows.length > 1) {
      this.#takeOut({ row, refusal }, group);
      return;
    }
    if (named.length === 0 && taken.some((one) => this.#stillNames(one.row, refusal))) {
      // The row that it names is gone: the name was wrong, here and for good.
      this.#trustNames = false;
      this.#putBack(group, refusal);
      return;
    }
    this.#tryAlone(taken);
    if (named.length === 0 || named.length === rows.length) this.#halve(rows, refusal);
    else this.#families.push([{ rows: named }, { rows: without(rows, named) }]);
  }

  /** More names are taken on trust than were proved: the oldest of them is tried alone first. */
  #takeOut(one: Taken, { rows, taken = [] }: Group): void {
    const left = without(rows, [one.row]);
    const [oldest, ...others] = taken;
    if (oldest === undefined || taken.length <= this.#proved)
      this.#families.push([{ rows: left, taken: [...taken, one] }]);
    else
      this.#families.push([
        { rows: [oldest.row], isNameTest: true },
        { rows: left, taken: [...others, one] },
      ]);
  }

  #putBack({ rows, taken = [] }: Group, refusal: Rejected): void {
    this.#halve([...taken.map(({ row }) => row), ...rows], refusal);
  }

  #tryAlone(taken: readonly Taken[]): void {
    if (taken.length > 0) this.#families.push(taken.map(({ row }) => ({ rows: [row] })));
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

  /** The others are accepted, and with the row taken out last they were not: that one is bad. */
  #confirm(taken: readonly Taken[]): void {
    const last = taken.at(-1);
    if (last === undefined) return;
    this.#proved += 1;
    this.#steps.refuse([last.row], last.refusal.error);
    this.#tryAlone(taken.slice(0, -1));
  }

  /** The rows that were taken out are named, and nothing has shown that they are bad. */
  #doubt({ taken = [] }: Group): void {
    for (const { row, refusal } of taken) this.#notIsolated([row], refusal.error);
  }

  #giveUp(group: Group, error: ConnectorError): void {
    if (this.#isHopeless && error.kind === "permission") {
      // No row is at fault: the application may not make this request.
      this.#steps.refuse([...group.rows, ...(group.taken ?? []).map(({ row }) => row)], error);
      return;
    }
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
