/** Splits a rejected batch until its bad rows are isolated, so that they do not keep out the others. */
import type { ConnectorError } from "../../contract/errors.js";
import type { CallResult } from "../../http/call_context.js";
import { BadRowRate } from "./bad_row_rate.js";
import { type BisectBounds, BisectionLimits } from "./bisect_limits.js";
import { BisectionResults } from "./bisect_results.js";
import { type NamedRow, NamedRows } from "./named_rows.js";

/** A rejection that one bad row explains. */
type Rejected = Extract<CallResult, { kind: "rejected" }>;

/** What the isolation does with rows. Rows are identified by their position in the batch. */
export interface BisectSteps {
  /** Sends these rows alone. */
  send(rows: readonly number[]): Promise<CallResult>;
  /** They were accepted, or failed in another way than by a rejection. */
  settle(rows: readonly number[], result: CallResult): void;
  /** They are bad, or could not be isolated. */
  reject(rows: readonly number[], error: ConnectorError): void;
  /** Returns the rows that a message of the service names. */
  namedIn(message: string, rows: readonly number[]): number[];
}

/** What else the isolation found. */
export interface BisectOutcome {
  /** The rejection, if the whole request is rejected, whatever its rows. */
  readonly wholeRequest?: ConnectorError;
}

/** Rows with at least one bad row among them. */
interface Suspects {
  readonly rows: readonly number[];
  readonly rejection: Rejected;
  /** The rows among them that the rejection names. */
  readonly named: readonly number[];
  /** False if the rejected call also held rows that were accepted since. */
  readonly isWholeCall: boolean;
}

/**
 * Generalized binary splitting (Hwang 1972). Halves lead from rejected rows to the first bad one. The rows behind it
 * are unknown again; of those, as many are sent next as hold a bad row with a chance of one half, as far as the bad
 * rows found so far show. If the first half is accepted, the second half is split without being sent whole.
 *
 * @param first - The rejection of the whole batch.
 */
export async function bisectBatch(
  count: number,
  first: Rejected,
  bounds: BisectBounds,
  steps: BisectSteps,
): Promise<BisectOutcome> {
  const all = Array.from({ length: count }, (_none, row) => row);
  return new BatchBisection(all, first.error, bounds, steps).run(all, first);
}

class BatchBisection {
  readonly #steps: BisectSteps;
  readonly #limits: BisectionLimits;
  readonly #names: NamedRows;
  readonly #rate = new BadRowRate();
  readonly #results: BisectionResults;
  /** Rows that nothing is known about, in their order. */
  readonly #unknown: number[] = [];

  constructor(all: readonly number[], first: ConnectorError, bounds: BisectBounds, steps: BisectSteps) {
    this.#steps = steps;
    this.#limits = new BisectionLimits(all.length, first, bounds);
    this.#names = new NamedRows((message) => steps.namedIn(message, all));
    this.#results = new BisectionResults(all, (rows, error) => steps.reject(rows, error));
  }

  async run(all: readonly number[], first: Rejected): Promise<BisectOutcome> {
    await this.#search(this.#suspects(all, first));
    for (let rows = this.#next(); rows.length > 0; rows = this.#next()) {
      const result = await this.#send(rows);
      if (result === undefined) break;
      if (result.kind === "rejected") await this.#search(this.#suspects(rows, result));
    }
    return this.#finish();
  }

  /** The rows to send next. */
  #next(): readonly number[] {
    if (this.#unknown.length === 0) {
      const row = this.#names.nextAlone();
      return row === undefined ? [] : [row];
    }
    if (!this.#limits.isAnyAccepted && this.#rate.found > 0) return this.#probe();
    return this.#unknown.splice(0, this.#rate.groupSize(this.#unknown.length));
  }

  /** One row, far from the others: bad rows often come in a block, and a wrong request has no good row anywhere. */
  #probe(): readonly number[] {
    // The multiples of the golden ratio, without their whole part, spread evenly.
    const place = (this.#rate.found * 0.618_034) % 1;
    return this.#unknown.splice(Math.floor(place * this.#unknown.length), 1);
  }

  /** Narrows suspects down to a bad row. Rows that are no longer suspected on the way are unknown again. */
  async #search(found: Suspects): Promise<void> {
    let suspects: Suspects | undefined = found;
    while (suspects !== undefined) {
      const { rows, rejection, isWholeCall }: Suspects = suspects;
      const [row] = rows;
      if (row !== undefined && rows.length === 1 && isWholeCall)
        return this.#foundBad({ row, error: rejection.error });
      suspects = await (this.#isNamed(suspects) ? this.#tryOthers(suspects) : this.#halve(suspects));
    }
  }

  /** Whether the rejection names some of the rows, but not all. */
  #isNamed({ rows, named }: Suspects): boolean {
    return named.length > 0 && named.length < rows.length && this.#names.areTrusted;
  }

  async #halve({ rows, rejection }: Suspects): Promise<Suspects | undefined> {
    const middle = Math.ceil(rows.length / 2);
    const [front, back] = [rows.slice(0, middle), rows.slice(middle)];
    const result = await this.#send(front);
    if (result?.kind === "succeeded" && back.length > 0)
      return { rows: back, rejection, named: [], isWholeCall: false };
    this.#unknown.unshift(...back);
    return result?.kind === "rejected" ? this.#suspects(front, result) : undefined;
  }

  /** Sends the rows that the rejection does not name. */
  async #tryOthers(suspects: Suspects): Promise<Suspects | undefined> {
    const { rows, named, rejection } = suspects;
    if (named.length === 1 && this.#names.needProof) await this.#prove();
    if (!this.#names.areTrusted) return suspects;
    this.#names.leaveOut(named, rejection.error);
    const leftOut = new Set(named);
    const others = rows.filter((row) => !leftOut.has(row));
    const result = await this.#send(others);
    if (result?.kind === "rejected") return this.#suspects(others, result);
    // With that row they were rejected, and without it they were accepted.
    const last = result?.kind === "succeeded" && named.length === 1 ? this.#names.takeLatest() : undefined;
    if (last !== undefined) this.#foundBad(last);
    return undefined;
  }

  /** Tries a named row alone. */
  async #prove(): Promise<void> {
    const row = this.#names.takeOldest() as number;
    const result = await this.#send([row]);
    if (result?.kind === "rejected") {
      this.#names.tried(this.#suspects([row], result).named.length === 1);
      this.#foundBad({ row, error: result.error });
    } else if (result?.kind === "succeeded") this.#names.tried(false);
    this.#unknown.unshift(...this.#names.returned());
  }

  #suspects(rows: readonly number[], rejection: Rejected): Suspects {
    const named = this.#names.in(rejection.error.message, rows);
    this.#unknown.unshift(...this.#names.returned());
    return { rows, rejection, named, isWholeCall: true };
  }

  /** undefined if no further call may be made. */
  async #send(rows: readonly number[]): Promise<CallResult | undefined> {
    if (this.#limits.areReached) return undefined;
    const result = await this.#steps.send(rows);
    this.#limits.count(rows.length, result);
    if (result.kind === "rejected") return result;
    this.#results.close(rows);
    this.#steps.settle(rows, result);
    if (result.kind === "succeeded") {
      this.#rate.accepted(rows.length);
      this.#results.rejectBad();
    }
    return result;
  }

  #foundBad(bad: NamedRow): void {
    this.#rate.bad();
    this.#results.addBad(bad);
    if (this.#limits.isAnyAccepted) this.#results.rejectBad();
  }

  /** Sets the missing results. */
  #finish(): BisectOutcome {
    const { isWholeRequest, last } = this.#limits;
    if (isWholeRequest) {
      this.#results.rejectAll(last);
      return { wholeRequest: last };
    }
    for (const believed of this.#names.believed) this.#results.addBad(believed);
    this.#results.rejectRest(last);
    return {};
  }
}
