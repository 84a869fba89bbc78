// Reads JSON request bodies and throws the error of the service for an invalid one.
import { type Call, header, Rejected } from "./call.js";
import type { ErrorFormat } from "./error_format.js";
import { isObject, type JsonObject, jsonOf } from "./json.js";

/** Checks the type of one list item. */
export type ItemTest<T> = (value: unknown) => value is T;

/** The body of a call as a JSON object; throws `Rejected` if the body is not valid. */
export class JsonBody {
  readonly object: JsonObject;
  readonly #call: Call;
  readonly #errorFormat: ErrorFormat;

  constructor(call: Call, errorFormat: ErrorFormat) {
    this.#call = call;
    this.#errorFormat = errorFormat;
    this.object = this.#parsed();
  }

  /** Returns the list under `name`, which must have 1 to `max` items, and records its length. */
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
