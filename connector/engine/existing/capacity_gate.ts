/** Holds rows back when a service is full: from then on only rows of existing objects are sent. */
import type { Action } from "../../contract/action.js";
import type { ConnectorError } from "../../contract/errors.js";
import type { JsonObject } from "../../contract/types.js";
import { type Batch, partOf } from "../batch/batch.js";
import { keyText, nameByKey } from "../rows/row_key.js";
import { isFailed, ownResult, type ResultSpec } from "../results/row_results.js";
import type { RunContext } from "../run_context.js";
import { type Existing, ExistingObjects, type ListContext } from "./existing_objects.js";
import { capacityErrors, capacityMessages, existingMessages } from "./messages.js";
import { firstOf, rankBy } from "./overflow_order.js";

type Declared = NonNullable<Action["capacity"]>;

/** What the gate needs from the run. */
export interface CapacityContext extends ListContext, Pick<RunContext, "capacity"> {
  readonly spec: ResultSpec;
}

/** Only rows with an allowed name are sent. */
interface Restricted {
  readonly kind: "restricted";
  /** What led to the restriction: the check before the first row, or the service. */
  readonly by: "preflight" | "service";
  readonly allowed: Set<string>;
  /** Why the other rows are not sent. */
  readonly reason: string;
}

/** The service is full. The next batch starts the check of what exists, and all later ones wait for it. */
interface Checking {
  readonly kind: "checking";
  /** The message of the service. */
  readonly fullMessage: string;
  /** Applies until the check ends. */
  readonly before: Restricted | undefined;
  /** The running check; undefined before it starts. If it fails, the run ends in this state. */
  done?: Promise<void>;
}

/** unlimited → checking → restricted. A gate that a preflight restricted still checks if the service is full. */
type CapacityState = { readonly kind: "unlimited" } | Checking | Restricted;

type SendBatch = (batch: Batch) => Promise<readonly JsonObject[]>;

/** The remaining capacity of the service, as far as a run knows it. */
export class CapacityGate {
  readonly #declared: Declared;
  readonly #context: CapacityContext;
  readonly #existing: ExistingObjects;
  readonly #fullPattern: RegExp;
  #state: CapacityState = { kind: "unlimited" };
  readonly #inFlight = new Set<Batch>();
  /** Names of rows that were in flight when the gate closed. Their results show whether the objects exist. */
  readonly #pendingKeys = new Set<string>();

  constructor(declared: Declared, context: CapacityContext) {
    this.#declared = declared;
    this.#context = context;
    this.#existing = new ExistingObjects(declared, context);
    this.#fullPattern = new RegExp(declared.fullPattern, "u");
  }

  /**
   * Returns the result of a row that is held back. Returns undefined for a row that may be sent, and for a row that
   * {@link send} decides about when an earlier row of its name has a result.
   */
  check(row: JsonObject): JsonObject | undefined {
    if (this.#pendingKeys.size > 0 && this.#pendingKeys.has(this.#nameOf(row))) return undefined;
    return this.#decide(row);
  }

  /** Sends the rows of the batch that may be sent, and evaluates their results. */
  async send(batch: Batch, next: SendBatch): Promise<readonly JsonObject[]> {
    if (this.#state.kind === "checking") await (this.#state.done ??= this.#close(this.#state));
    if (this.#restriction === undefined) return this.#sent(batch, next);
    const results = batch.rows.map((row) => this.#decide(row));
    const left = [...results.keys()].filter((i) => results[i] === undefined);
    if (left.length === 0) return results as JsonObject[];
    const sent = await this.#sent(partOf(batch, left), next);
    for (const [n, i] of left.entries()) results[i] = sent[n];
    return results as JsonObject[];
  }

  /**
   * Checks the capacity before the first row is sent. Rows of existing objects may always be sent.
   * @param rows - the rows that would be sent
   * @returns the error of a run that must not send any row because not all of them fit
   */
  async preflight(rows: AsyncIterable<JsonObject>): Promise<ConnectorError | undefined> {
    const ranks = await this.#ranks(rows);
    if (ranks.size === 0) return undefined;
    const existing = await this.#existing.listOrStopBefore(existingMessages.notListed);
    if (existing === undefined) return undefined;
    for (const name of existing.names) ranks.delete(name);
    const capacity = Math.max(0, this.#declared.limit - existing.count);
    return ranks.size <= capacity ? undefined : this.#overflow(ranks, existing, capacity);
  }

  #overflow(
    ranks: ReadonlyMap<string, number>,
    existing: Existing,
    capacity: number,
  ): ConnectorError | undefined {
    const { overflow } = this.#context.capacity;
    const sum = capacityMessages.overflow(existing.count, this.#declared.limit, ranks.size, capacity);
    if (overflow === "fail") {
      const reason = capacityMessages.nothingSent(sum);
      this.#restrict("preflight", new Set(), reason);
      return capacityErrors.overflow(reason);
    }
    const allowed = new Set([...existing.names, ...firstOf(ranks, capacity)]);
    this.#restrict("preflight", allowed, capacityMessages.doesNotFit(sum));
    this.#warn(capacityMessages.someSent(sum, capacity, overflow));
    return undefined;
  }

  get #restriction(): Restricted | undefined {
    const state = this.#state;
    if (state.kind === "checking") return state.before;
    return state.kind === "restricted" ? state : undefined;
  }

  #restrict(by: Restricted["by"], allowed: Set<string>, reason: string): void {
    this.#state = { kind: "restricted", by, allowed, reason };
  }

  #decide(row: JsonObject): JsonObject | undefined {
    const restriction = this.#restriction;
    if (restriction === undefined || restriction.allowed.has(this.#nameOf(row))) return undefined;
    return ownResult(row, "CapacityExceeded", restriction.reason, this.#context.spec);
  }

  async #sent(batch: Batch, next: SendBatch): Promise<readonly JsonObject[]> {
    this.#inFlight.add(batch);
    const results = await next(batch);
    this.#startChecking(results);
    await this.#allowAccepted(batch.rows, results);
    this.#inFlight.delete(batch);
    return results;
  }

  /** Returns the rank of each object that would be sent, by the last of its rows. */
  async #ranks(rows: AsyncIterable<JsonObject>): Promise<Map<string, number>> {
    const rank = rankBy(this.#declared.overflow[this.#context.capacity.overflow]);
    const ranks = new Map<string, number>();
    for await (const row of rows) ranks.set(this.#nameOf(row), rank(row));
    return ranks;
  }

  /** Restricts the gate to what exists. If that is unknown, the run ends. */
  async #close({ fullMessage }: Checking): Promise<void> {
    const existing = await this.#existing.listOrStop(capacityMessages.notListed(fullMessage));
    if (existing === undefined) return;
    const { total = existing.count, limit = this.#declared.limit } =
      this.#fullPattern.exec(fullMessage)?.groups ?? {};
    for (const { rows } of this.#inFlight) for (const row of rows) this.#pendingKeys.add(this.#nameOf(row));
    this.#restrict("service", existing.names, capacityMessages.full(total, limit));
    this.#warn(capacityMessages.closed(total, limit));
    if (typeof total === "string")
      this.#context.emit({ type: "capacity", used: Number(total), limit: Number(limit) });
  }

  #startChecking(results: readonly JsonObject[]): void {
    const state = this.#state;
    if (state.kind === "checking" || (state.kind === "restricted" && state.by === "service")) return;
    const fullMessage = this.#fullMessageIn(results);
    if (fullMessage === undefined) return;
    this.#state = { kind: "checking", fullMessage, before: this.#restriction };
  }

  /** After the gate is closed, rows that were in flight show by their results whether their objects exist. */
  async #allowAccepted(rows: readonly JsonObject[], results: readonly JsonObject[]): Promise<void> {
    if (this.#state.kind === "checking") {
      if (this.#state.done === undefined) return;
      await this.#state.done;
    } else if (this.#restriction?.by !== "service") return;
    for (const [i, row] of rows.entries()) {
      const name = this.#nameOf(row);
      this.#pendingKeys.delete(name);
      if (!isFailed(results[i] as JsonObject, this.#context.spec)) this.#restriction?.allowed.add(name);
    }
  }

  #fullMessageIn(results: readonly JsonObject[]): string | undefined {
    const { spec } = this.#context;
    return results
      .filter((result) => isFailed(result, spec))
      .map((result) => keyText(result[spec.declared.reasonField]))
      .find((reason) => this.#fullPattern.test(reason));
  }

  #warn(message: string): void {
    this.#context.emit({ type: "warning", code: "CapacityExceeded", message });
  }

  #nameOf(row: JsonObject): string {
    return nameByKey(row, this.#context.identity);
  }
}
