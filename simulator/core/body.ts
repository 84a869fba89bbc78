// Reads JSON bodies; what is wrong with one is thrown in the words of the service.
import { type Call, header, Rejected } from "./call.js";
import type { ErrorFormat } from "./error_format.js";

/** A JSON object as it came in. */
export type JsonObject = Record<string, unknown>;

/** Whether a value is an object, and neither a list nor null. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether a value is a string. */
export const isText = (value: unknown): value is string => typeof value === "string";

/** A value in a sentence: a string as it is, anything else as JSON. */
export const textOf = (value: unknown) => (isText(value) ? value : JSON.stringify(value));

/** The JSON of a body, or undefined. */
export function jsonOf(body: Buffer | null): unknown {
  try {
    return JSON.parse(body?.toString("utf8") ?? "");
  } catch {
    return undefined;
  }
}

/** What every item of a list must be. */
export type ItemTest<T> = (value: unknown) => value is T;

/** The body of a call as a JSON object; what is wrong with it is thrown as Refused. */
export class JsonBody {
  readonly object: JsonObject;
  readonly #call: Call;
  readonly #errorFormat: ErrorFormat;

  constructor(call: Call, errorFormat: ErrorFormat) {
    this.#call = call;
    this.#errorFormat = errorFormat;
    this.object = this.#parsed();
  }

  /** The list under a name: not empty, of at most `max` items; its length goes into the record. */
  list<T>(name: string, max: number, isItem: ItemTest<T>): T[] {
    // "Body parameters are case-sensitive" (Common REST API error codes).
    const list = this.object[name];
    if (list === undefined)
      throw this.#rejection("MissingRequiredParameter", `Parameter ${name} is missing.`);
    if (!Array.isArray(list) || !list.every(isItem)) throw this.#incorrect();
    this.#call.record.rows = list.length;
    if (list.length === 0) throw this.#incorrect(`: ${name} is empty.`);
    if (list.length <= max) return list;
    const text = `Maximum batch size exceeded. Received: ${list.length}, allowed: ${max}.`;
    throw this.#rejection("MaximumBatchSizeExceeded", text);
  }

  #parsed(): JsonObject {
    const mediaType = header(this.#call, "content-type")?.split(";")[0]?.trim().toLowerCase();
    if (mediaType !== "application/json") {
      const text = "The request entity's media type is not supported.";
      throw this.#rejection("UnsupportedMediaType", text, 415);
    }
    const { body } = this.#call;
    if (body === null) throw this.#rejection("RequestEntityTooLarge", "The request body is too large.", 413);
    const json = jsonOf(body);
    if (isObject(json)) return json;
    throw this.#incorrect();
  }

  #incorrect(detail = ""): Rejected {
    return this.#rejection("InvalidRequestBody", `Request body is incorrect${detail}`);
  }

  #rejection(code: string, message: string, status = 400): Rejected {
    return new Rejected(this.#errorFormat.error(status, code, message));
  }
}
