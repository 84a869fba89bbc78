/** Keeps rows back that a full service has no room for: from then on only those that exist already are sent. */
import { ConnectorError, internalError, isConnectorError } from "../../contract/errors.js";
import type { Action } from "../../contract/action.js";
import { isObject } from "../../contract/json_pointer.js";
import type { JsonObject } from "../../contract/types.js";
import { saidBy } from "../../contract/visible_text.js";
import { type RowKey, keyText } from "../rows/row_key.js";
import type { RunContext } from "../run_context.js";
import { listItems } from "../paging/list_items.js";
import { firstOf, rankBy } from "./overflow_order.js";
import type { Batch } from "../batch/batcher.js";
import { isFailed, ownResult, type ResultSpec } from "../results/row_results.js";

type Declared = NonNullable<Action["capacity"]>;

/** What a quota needs of the run. */
export interface CapacityContext extends Pick<RunContext, "deadline" | "contextFor" | "emit" | "capacity"> {
  readonly identity: RowKey;
  readonly spec: ResultSpec;
}

/** What is known of the objects that exist. */
interface Existing {
  readonly names: Set<string>;
  readonly count: number;
}

/** The room that the service has left, as far as a run knows it. */
export class CapacityGate {
  readonly #declared: Declared;
  readonly #ports: CapacityContext;
  readonly #isFull: RegExp;
  /** Names of the rows that may be sent; undefined while all may. */
  #allowedKeys: Set<string> | undefined;
  /** Why the others are not. */
  #why = "";
  /** What the service said when it was full. */
  #fullMessage: string | undefined;
  #closing: Promise<void> | undefined;
  readonly #concurrency = new Set<Batch>();
  /** Names of rows that were in flight when the others were closed out; their answers tell whether they exist. */
  readonly #pendingKeys = new Set<string>();
  #warnedOfView = false;

  constructor(declared: Declared, ports: CapacityContext) {
    this.#declared = declared;
    this.#ports = ports;
    this.#isFull = new RegExp(declared.fullPattern, "u");
  }

  /**
   * The result of a row that is kept back; undefined for one that may be sent, or of which {@link send} decides once
   * an earlier row of its name is answered.
   */
  check(row: JsonObject): JsonObject | undefined {
    if (this.#pendingKeys.size > 0 && this.#pendingKeys.has(this.#nameOf(row))) return undefined;
    return this.#decide(row);
  }

  #decide(row: JsonObject): JsonObject | undefined {
    if (this.#allowedKeys === undefined || this.#allowedKeys.has(this.#nameOf(row))) return undefined;
    return ownResult(row, "CapacityExceeded", this.#why, this.#ports.spec);
  }

  /** Sends those rows of the chunk that may be sent, and looks at what the service says of them. */
  async send(
    batch: Batch,
    next: (batch: Batch) => Promise<readonly JsonObject[]>,
  ): Promise<readonly JsonObject[]> {
    if (this.#fullMessage !== undefined) await (this.#closing ??= this.#close(this.#fullMessage));
    const { rows, positions } = batch;
    const results = rows.map((row) => this.#decide(row));
    const left = [...results.keys()].filter((i) => results[i] === undefined);
    if (left.length === 0) return results as JsonObject[];
    if (left.length === rows.length) return this.#noticed(batch, next);
    const part = {
      ...batch,
      rows: left.map((i) => rows[i] as JsonObject),
      positions: left.map((i) => positions[i] as number),
    };
    const sent = await this.#noticed(part, next);
    for (const [n, i] of left.entries()) results[i] = sent[n];
    return results as JsonObject[];
  }

  async #noticed(
    batch: Batch,
    next: (batch: Batch) => Promise<readonly JsonObject[]>,
  ): Promise<readonly JsonObject[]> {
    this.#concurrency.add(batch);
    const sent = await next(batch);
    await this.#notice(batch.rows, sent);
    this.#concurrency.delete(batch);
    return sent;
  }

  /**
   * Does the sum before the first row is sent. What exists already may always be sent.
   * @param rows those that would be sent
   * @returns the error of a run in which not all rows fit and none may be sent for it
   */
  async preflight(rows: AsyncIterable<JsonObject>): Promise<ConnectorError | undefined> {
    const { overflow } = this.#ports.capacity;
    const { limit } = this.#declared;
    const ranks = await this.#ranks(rows);
    if (ranks.size === 0) return undefined;
    const existing = await this.#listed("What exists could not be listed before the first row was sent");
    if (existing === undefined) return undefined;
    for (const name of existing.names) ranks.delete(name);
    const room = Math.max(0, limit - existing.count);
    if (ranks.size <= room) return undefined;
    const sum = `${existing.count} of ${limit} are taken; ${ranks.size} of the rows are new, and ${ranks.size - room} of them do not fit`;
    if (overflow === "fail") return this.#failed(`${sum}. Nothing was sent.`);
    this.#allowedKeys = new Set([...existing.names, ...firstOf(ranks, room)]);
    this.#why = `${sum}; this is one of those. Make room in the service, then send it again.`;
    this.#warn("CapacityExceeded", `${sum}. ${room} of them go in (${overflow}).`);
    return undefined;
  }

  /** Of each object that would be sent, by the last of its rows. */
  async #ranks(rows: AsyncIterable<JsonObject>): Promise<Map<string, number>> {
    const rank = rankBy(this.#declared.overflow[this.#ports.capacity.overflow]);
    const ranks = new Map<string, number>();
    for await (const row of rows) ranks.set(this.#nameOf(row), rank(row));
    return ranks;
  }

  #failed(message: string): ConnectorError {
    this.#allowedKeys = new Set();
    this.#why = message;
    return new ConnectorError("CapacityExceeded", message, {
      hint: "Make room in the service, give fewer rows, or let overflow choose which of them go in.",
    });
  }

  /** From a full service on, only what exists is sent. @param reason in the service's words */
  async #close(reason: string): Promise<void> {
    const existing = await this.#listed(
      `The service is full (${saidBy("it", reason)}), and what exists could not be listed`,
    );
    if (existing === undefined) return;
    const { total = existing.count, limit = this.#declared.limit } = this.#isFull.exec(reason)?.groups ?? {};
    const sum = `service is full: ${total} of ${limit} are taken`;
    this.#allowedKeys = existing.names;
    for (const { rows } of this.#concurrency)
      for (const row of rows) this.#pendingKeys.add(this.#nameOf(row));
    this.#why = `the ${sum}, and this row would be one more. Make room in the service, then send it again.`;
    this.#warn("CapacityExceeded", `The ${sum}. From here on only rows that exist already are sent.`);
  }

  async #notice(rows: readonly JsonObject[], results: readonly JsonObject[]): Promise<void> {
    this.#fullMessage ??= this.#fullReason(results);
    if (this.#closing === undefined) return;
    await this.#closing;
    for (const [i, row] of rows.entries()) {
      const name = this.#nameOf(row);
      this.#pendingKeys.delete(name);
      if (!isFailed(results[i] as JsonObject, this.#ports.spec)) this.#allowedKeys?.add(name);
    }
  }

  #fullReason(results: readonly JsonObject[]): string | undefined {
    const { spec } = this.#ports;
    for (const result of results) {
      if (!isFailed(result, spec)) continue;
      const reason = keyText(result[spec.declared.reasonField]);
      if (this.#isFull.test(reason)) return reason;
    }
    return undefined;
  }

  /** What exists; undefined where it cannot be listed, which ends the run. @param trouble what to say then */
  async #listed(failure: string): Promise<Existing | undefined> {
    try {
      return await this.#list();
    } catch (thrown) {
      const error = isConnectorError(thrown) ? thrown : internalError();
      const { code, hint, status } = error;
      const stop = new ConnectorError(code, `${failure}: ${error.message}`, { hint, status });
      this.#ports.deadline.stop(stop);
      this.#warn(code, `${stop.message} No further row is sent.`);
      return undefined;
    }
  }

  async #list(): Promise<Existing> {
    const job = this.#ports.contextFor(this.#declared.listAction);
    const names = new Set<string>();
    let count = 0;
    for await (const items of listItems(job)) {
      count += items.length;
      for (const item of items) if (isObject(item)) names.add(this.#nameOf(item));
    }
    await this.#warnOfView(count, job);
    return { names, count };
  }

  async #warnOfView(count: number, { permissions }: RunContext): Promise<void> {
    const { fullViewPermissions: seesAll } = this.#declared;
    const held = seesAll === undefined || this.#warnedOfView ? undefined : await permissions();
    if (seesAll === undefined || held === undefined || held.some((name) => seesAll.includes(name))) return;
    this.#warnedOfView = true;
    this.#warn(
      "PartialView",
      `With ${held.join(", ")} and without ${seesAll.join(", ")} the application sees only what it made itself (${count}): more may be taken, and what others made counts as new.`,
    );
  }

  #warn(code: string, message: string): void {
    this.#ports.emit({ type: "warning", code, message });
  }

  #nameOf(row: JsonObject): string {
    const { target, variant } = this.#ports.identity;
    return target(row) + variant(row);
  }
}
