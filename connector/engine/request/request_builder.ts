/** Builds the HTTP request of one call from the declaration and the input. */
import { optionNamed } from "../../contract/option_names.js";
import type { Action } from "../../contract/action.js";
import { getAt, setAt } from "../../contract/json_pointer.js";
import type { ActionInput, HttpRequest, JsonObject } from "../../contract/types.js";
import { isHeaderName, isHeaderValue, isOwnHeader } from "../../http/header_names.js";
import { bothOf, filterOf } from "./odata_filter.js";
import { SerializedRows } from "../batch/serialized_rows.js";
import { headerErrors } from "./messages.js";
import { pathOf } from "./path.js";
import { queryOf } from "./query.js";

/** A request with a body in bytes, which are sent and kept without further conversion. */
export interface MadeRequest extends HttpRequest {
  readonly body?: Buffer;
}

const noBody = Buffer.alloc(0);

/** Builds the requests of one action, and puts the rows into the body. */
export class RequestMaker {
  readonly #action: Action;
  readonly #url: string;
  readonly #input: ActionInput;
  readonly #headers: Readonly<Record<string, string>>;

  /**
   * Throws InvalidInput for a header, a path or a query that may not be sent.
   * @param serviceUrl - address of the service without a trailing slash
   */
  constructor(action: Action, serviceUrl: string, given: ActionInput) {
    const input = withDefaults(given, action);
    this.#action = action;
    this.#url = serviceUrl + placeOf(action, input) + searchOf(action, input);
    this.#input = input;
    this.#headers = {
      accept: "application/json",
      ...checkedHeaders(input.headers ?? {}, action.request.headers),
      ...action.request.headers,
      ...(action.request.body === undefined ? {} : { "content-type": "application/json" }),
    };
  }

  /** Returns the request for the whole input, or for these rows instead of its rows. */
  make(rows?: readonly JsonObject[]): MadeRequest {
    const { request, batch } = this.#action;
    const input =
      rows === undefined || batch === undefined
        ? this.#input
        : setAt(this.#input, batch.items, asSent(rows, batch.scalarField));
    const body =
      request.body === undefined
        ? {}
        : { body: Buffer.from(JSON.stringify(getAt(input, request.body) ?? {})) };
    return { method: request.method, url: this.#url, headers: this.#headers, ...body };
  }

  /** Returns the rows of a request that was built with rows. */
  rowsOf({ body = noBody }: MadeRequest): SerializedRows {
    const { request, batch } = this.#action;
    const place = batch?.items.slice(request.body?.length) ?? "";
    return new SerializedRows(body, (sent) =>
      asValidated(getAt(sent, place) as unknown[], batch?.scalarField),
    );
  }
}

/** Returns the input with the declared values for everything that it does not contain. */
export function withDefaults(input: ActionInput, { request }: Pick<Action, "request">): ActionInput {
  let whole: unknown = input;
  for (const [pointer, value] of Object.entries(request.defaults ?? {}))
    if (getAt(whole, pointer) === undefined) whole = setAt(whole, pointer, value);
  return whole as ActionInput;
}

/** Rows that are texts were converted to objects when they were read. */
function asSent(rows: readonly JsonObject[], textsAs: string | undefined): readonly unknown[] {
  return textsAs === undefined ? rows : rows.map((row) => row[textsAs]);
}

function asValidated(sent: readonly unknown[], textsAs: string | undefined): readonly JsonObject[] {
  return textsAs === undefined ? (sent as JsonObject[]) : sent.map((text) => ({ [textsAs]: text }));
}

function placeOf({ request }: Action, input: ActionInput): string {
  const { path, pathParameters } = request;
  return pathParameters === undefined
    ? path
    : pathOf(path, getAt(input, pathParameters), wordsOf(pathParameters));
}

/** Returns the query with its question mark; empty without parameters. */
function searchOf({ request }: Action, input: ActionInput): string {
  const { query = "", filter, staticQuery: constants } = request;
  const parameters = { ...(query === "" ? {} : (getAt(input, query) ?? {})), ...constants } as JsonObject;
  if (filter !== undefined) {
    const { parameter, equals } = filter;
    const compared = filterOf(getAt(input, equals), wordsOf(equals));
    parameters[parameter] = bothOf(compared, parameters[parameter]);
  }
  const search = queryOf(parameters, wordsOf(query));
  return search === "" ? "" : `?${search}`;
}

/** Returns a JSON pointer in the form that users read: `json_body.Indicators`. */
export function wordsOf(pointer: string): string {
  return pointer.slice(1).replaceAll("/", ".");
}

/** Throws InvalidInput for an input that cannot become a request. */
export function checkRequest(action: Action, input: ActionInput): void {
  new RequestMaker(action, "", input).make([]);
}

/** Returns the headers with names in lower case. Throws InvalidInput for a header that must not be set. */
function checkedHeaders(
  headers: Readonly<Record<string, string>>,
  declared: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value, name] as const);
  for (const [lower, value, name] of entries) {
    if (lower === "authorization" || isOwnHeader(lower) || Object.hasOwn(declared, lower))
      throw headerErrors.ownHeader(name);
    const option = optionNamed(name);
    if (option !== undefined) throw headerErrors.optionAsHeader(name, option);
    if (!isHeaderName(name) || !isHeaderValue(value)) throw headerErrors.invalidHeader(name);
  }
  return Object.fromEntries(entries);
}
