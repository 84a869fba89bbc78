/** Splits requests that the service rejects as too large, and remembers the possible size for the rest of the run. */
import type { ConnectorError } from "../../contract/errors.js";
import type { JsonObject } from "../../contract/types.js";
import { isTooLarge } from "../../http/classify_response.js";
import { batchErrors, batchMessages } from "./messages.js";
import type { SentBatch } from "./sent_batch.js";
import { type Batch, partOf } from "./batch.js";
import { ownResult, type ResultSpec } from "../results/row_results.js";
import { exactBytes } from "../rows/row_bytes.js";

/** The outcome of the rows of one request, and the length of its body. */
export interface SentPart extends SentBatch {
  readonly bodyBytes: number;
}

/** What {@link Fitting} needs from the run. */
export interface FittingPorts {
  readonly spec: ResultSpec;
  /** Bytes of a request body without rows. */
  readonly envelopeBytes: number;
  /** Name of the one property of a row that is sent; absent if rows are sent as they are. */
  readonly textsAs?: string | undefined;
  /** The run ends after this many consecutive rows that are too large, each shorter than the one before. */
  readonly maxTooLarge?: number | undefined;
  /** Ends the run. */
  stop(error: ConnectorError): void;
}

/** The outcome of a row that is not sent. */
type Unsent = Pick<SentPart, "results" | "bodyBytes"> & {
  readonly tooLarge?: never;
  readonly outcome?: never;
};

/** Rows of a batch by their position in it. */
type Part = readonly number[];

/** What a run knows about the size of its requests, in bytes of their bodies. */
export class Fitting {
  readonly #ports: FittingPorts;
  /** The longest body that was accepted. A rejection of a shorter one is not about its size. */
  #accepted = 0;
  /** The longest body with several rows that is still tried. */
  #limit = Number.POSITIVE_INFINITY;
  /** The shortest body with one row that was rejected, and the message of the service. */
  #rejected = { bytes: Number.POSITIVE_INFINITY, message: "" };
  /** How often the shortest rejected body became shorter since a request was accepted. */
  #timesShorter = 0;
  #unsent: (readonly [position: number, result: JsonObject])[] = [];

  constructor(ports: FittingPorts) {
    this.#ports = ports;
  }

  /** Sends the batch in as many parts as necessary. Returns one result per row. */
  async send(batch: Batch, send: (part: Batch) => Promise<SentPart>): Promise<readonly JsonObject[]> {
    const results: JsonObject[] = [];
    const due: Part[] = [batch.rows.map((_row, i) => i)];
    for (let part = due.shift(); part !== undefined; part = due.shift()) {
      const parts = this.#cut(batch, part, this.#limit);
      if (parts.length > 1) {
        due.unshift(...parts);
        continue;
      }
      const sent = this.#unsendable(batch, part) ?? (await send(partOf(batch, part)));
      if (sent.tooLarge === true) due.unshift(...this.#halve(batch, part, sent.bodyBytes));
      else {
        for (const [n, i] of part.entries()) results[i] = sent.results[n] as JsonObject;
        this.#learn(sent, part.length);
      }
    }
    return results;
  }

  /** Returns the results of rows that were not sent since the last time, with their position in the input. */
  takeUnsent(): (readonly [position: number, result: JsonObject])[] {
    const unsent = this.#unsent;
    this.#unsent = [];
    return unsent;
  }

  /** Returns two parts of about the same length. Longer parts are no longer tried. */
  #halve({ rows }: Batch, part: Part, bodyBytes: number): Part[] {
    const lengths = part.map((i) => this.#bytesOf(rows[i]));
    const half = sum(lengths) / 2;
    let [middle, first] = [1, lengths[0] as number];
    for (; middle < part.length - 1 && first < half; middle += 1) first += lengths[middle] as number;
    const longer = Math.max(first, 2 * half - first);
    // If this size was accepted before, the size was not the reason.
    if (bodyBytes > this.#accepted) this.#limit = Math.min(this.#limit, this.#ports.envelopeBytes + longer);
    return [part.slice(0, middle), part.slice(middle)];
  }

  /** Returns as few parts as possible, in row order. A row that does not fit is a separate part. */
  #cut({ rows }: Batch, part: Part, limit: number): Part[] {
    if (limit === Number.POSITIVE_INFINITY) return [part];
    const parts: number[][] = [];
    let left = 0;
    for (const i of part) {
      const bytes = this.#bytesOf(rows[i]);
      if (bytes > left) {
        parts.push([]);
        left = limit - this.#ports.envelopeBytes;
      }
      parts.at(-1)?.push(i);
      left -= bytes;
    }
    return parts;
  }

  #bytesOf(row: JsonObject | undefined): number {
    const { textsAs } = this.#ports;
    return exactBytes(textsAs === undefined ? row : row?.[textsAs]);
  }

  /** Returns the result of a row that is too long to be sent; undefined for any other part. */
  #unsendable({ rows, positions }: Batch, part: Part): Unsent | undefined {
    const [i = 0] = part;
    const { bytes: rejected, message } = this.#rejected;
    if (part.length > 1 || rejected === Number.POSITIVE_INFINITY) return undefined;
    const bytes = this.#ports.envelopeBytes + this.#bytesOf(rows[i]) - 1;
    if (bytes < rejected) return undefined;
    const text = batchMessages.tooLarge(bytes, rejected, message);
    const result = ownResult(rows[i], "Rejected", text, this.#ports.spec);
    this.#unsent.push([positions[i] as number, result]);
    return { results: [result], bodyBytes: 0 };
  }

  #learn({ outcome, bodyBytes }: SentPart | Unsent, rows: number): void {
    if (outcome?.succeeded !== undefined && outcome.failure === undefined) {
      this.#accepted = Math.max(this.#accepted, bodyBytes);
      this.#timesShorter = 0;
      return;
    }
    const { response, error } = outcome?.failure ?? {};
    const isRejected = rows === 1 && response !== undefined && isTooLarge(response);
    if (!isRejected || bodyBytes <= this.#accepted || bodyBytes >= this.#rejected.bytes) return;
    this.#limit = Math.min(this.#limit, bodyBytes - 1);
    this.#rejected = { bytes: bodyBytes, message: error?.message ?? "" };
    this.#timesShorter += 1;
    if (this.#timesShorter === this.#ports.maxTooLarge) this.#giveUp(error);
  }

  #giveUp(last: ConnectorError | undefined): void {
    this.#ports.stop(batchErrors.allTooLarge(this.#timesShorter, last?.message ?? ""));
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
