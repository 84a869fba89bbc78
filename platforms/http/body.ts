/** The body of a request: its format, and its bytes within the limits. */
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { JsonExcess } from "../shared/json_reader.js";
import { readJsonStream } from "../shared/read_json.js";
import type { Problem } from "./http_errors.js";
import { bodyErrors } from "./messages.js";

/** json: an input, read whole. ndjson: one row per line, read as a stream. */
export type BodyForm = "json" | "ndjson";

const forms: Readonly<Record<string, BodyForm>> = {
  "application/json": "json",
  "application/x-ndjson": "ndjson",
  "application/ndjson": "ndjson",
  "application/jsonl": "ndjson",
};

/** Returns whether the request has no body. */
function hasNoBody(headers: IncomingHttpHeaders): boolean {
  return headers["transfer-encoding"] === undefined && (headers["content-length"] ?? "0") === "0";
}

/** Returns the format that the headers name; json for a request without a body. Throws UnsupportedMediaType. */
export function bodyForm(headers: IncomingHttpHeaders): BodyForm {
  if (headers["content-type"] === undefined) {
    if (hasNoBody(headers)) return "json";
    throw bodyErrors.noType();
  }
  const [type = ""] = headers["content-type"].split(";", 1);
  const name = type.trim().toLowerCase();
  const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
  const packing = (headers["content-encoding"] ?? "identity").toLowerCase();
  if (form === undefined) throw unsupported(name);
  if (packing !== "identity" && packing !== "gzip") throw bodyErrors.unknownEncoding(packing);
  return form;
}

/** Throws UnsupportedMediaType for a body that is not read whole. */
export function assertWholeBody(headers: IncomingHttpHeaders): void {
  if (bodyForm(headers) === "ndjson") throw bodyErrors.streamedJob();
}

/** Media types of common files, recognized by a part of their name. */
const foreignTypes: readonly (readonly [RegExp, string])[] = [
  [/csv|tab-separated|spreadsheet|excel/, "a table (CSV)"],
  [/stix|taxii/, "STIX"],
  [/misp/, "MISP"],
  [/xml|html/, "an XML or HTML document"],
  [/^text\//, "a text list"],
];

function unsupported(type: string): Problem {
  const what = foreignTypes.find(([pattern]) => pattern.test(type))?.[1];
  return what === undefined ? bodyErrors.unknownType(type) : bodyErrors.foreignType(type, what);
}

/** Limits of a body. */
export interface BodyLimits {
  /** Longest pause of the sender, in milliseconds. */
  readonly idleMs: number;
  /** Highest number of bytes; no limit if undefined. */
  readonly bodyBytes?: number;
}

/** Limits of a body that is read whole. */
export interface JsonBodyLimits extends Required<BodyLimits> {
  /** Highest number of rows. */
  readonly bodyRows: number;
}

/** Far above the limit of a row, so that a row with too many levels fails alone. */
const maxLevels = 1000;
const maxNames = 100_000;
/** More than the average of real rows. */
const valuesPerRow = 20;

/**
 * Returns the JSON of a body; an empty input without one. Throws InvalidInput, BodyTooLarge, TooManyRows,
 * BodyTimeout, Stopping.
 */
export async function readJsonBody(
  body: IncomingMessage,
  { bodyRows, ...limits }: JsonBodyLimits,
  signal: AbortSignal,
): Promise<unknown> {
  if (hasNoBody(body.headers)) return {};
  const watched = new WatchedBody(body, limits, signal);
  const values = maxNames + bodyRows * valuesPerRow;
  const bounds = { levels: maxLevels, rows: bodyRows, names: maxNames, values };
  const maxBytes = limits.bodyBytes;
  try {
    return await readJsonStream(watched, { name: "The body", code: "InvalidInput", maxBytes, bounds });
  } catch (error) {
    if (signal.aborted) throw bodyErrors.stopping();
    throw (
      watched.problem ??
      (error instanceof JsonExcess ? bodyErrors.tooMuch(error.of, bounds[error.of]) : error)
    );
  }
}

/** Replaces the next piece after the signal is aborted. */
const cut: IteratorResult<Uint8Array, undefined> = { done: true, value: undefined };

/**
 * The bytes of a body. Fails with the signal's reason if the signal is aborted first. The reason is stored,
 * because readers may wrap it.
 */
export class WatchedBody {
  readonly #pieces: AsyncIterator<Uint8Array>;
  readonly #limits: BodyLimits;
  readonly #signal: AbortSignal;
  problem: Problem | undefined;
  /** Whether the signal was aborted before the end, and the rest was not read. */
  isCut = false;

  constructor(bytes: AsyncIterable<Uint8Array>, limits: BodyLimits, signal: AbortSignal) {
    this.#pieces = bytes[Symbol.asyncIterator]();
    this.#limits = limits;
    this.#signal = signal;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const { bodyBytes = Number.POSITIVE_INFINITY } = this.#limits;
    let bytes = 0;
    try {
      for (;;) {
        const next = await this.#next();
        this.isCut = next === cut;
        if (this.isCut) throw this.#signal.reason;
        const { done, value } = next;
        if (done === true) return;
        bytes += value.length;
        if (bytes > bodyBytes) this.#end(bodyErrors.tooLong(bodyBytes));
        yield value;
      }
    } finally {
      // An unread rest would keep the client from reading the response; a return would close the connection.
      void this.#readAway();
    }
  }

  async #next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const { idleMs } = this.#limits;
    const here = new AbortController();
    const late = sleep(idleMs, undefined, { signal: AbortSignal.any([here.signal, this.#signal]) }).then(
      () => this.#end(bodyErrors.late(idleMs)),
      () => cut,
    );
    try {
      return await Promise.race([this.#pieces.next(), late]);
    } finally {
      here.abort();
    }
  }

  async #readAway(): Promise<void> {
    try {
      while ((await this.#pieces.next()).done !== true);
    } catch {
      // The client has left.
    }
  }

  #end(problem: Problem): never {
    this.problem = problem;
    throw problem;
  }
}
