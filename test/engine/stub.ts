/** A connector with a function as its network, for tests of the engine and of the declarations. */
import {
  type ActionOutput,
  type Asset,
  type Connector,
  type ConnectorError,
  createConnector,
  type Declarations,
  type HttpResponse,
  type HttpRequest,
  type JsonObject,
  load,
  type OpenJournal,
  packageRoot,
  type RunEvent,
  type RunOptions,
  type WarningEvent,
} from "../../connector/index.js";
import type { Transport, TransportFailure, WireSettings } from "../../connector/http/axios_transport.js";
import { importOf, row } from "../support/rows.js";
import { VirtualClock } from "../support/virtual_clock.js";

/** Outcome of an attempt. */
export type Sent = HttpResponse | TransportFailure;

/** One request that reached the stub. */
export interface StubCall {
  readonly request: HttpRequest & { readonly body?: string };
  /** All headers, including the connector's own ones. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  /** The first list in the body. */
  readonly rows: JsonObject[];
  /** From 1; token requests are counted separately. */
  readonly n: number;
  /** Milliseconds since the start of the clock. */
  readonly at: number;
  readonly signal: AbortSignal;
}

/** Responds to a request of the service. */
export type Service = (call: StubCall) => Sent | Promise<Sent>;

const reasons: Record<number, string> = {
  200: "OK",
  204: "No Content",
  206: "Partial Content",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
};

/** Returns a JSON response. */
export function response(body: unknown, status = 200, headers: Record<string, string> = {}): HttpResponse {
  return { status, reason: reasons[status] ?? "", headers, text: JSON.stringify(body), body };
}

/** Returns a response that is not JSON. */
export function page(text: string, status = 200): HttpResponse {
  const headers = { "content-type": "text/html" };
  return { status, reason: reasons[status] ?? "", headers, text, body: undefined };
}

/** Returns a response without a body. */
export function nothing(status = 204, headers: Record<string, string> = {}): HttpResponse {
  return { status, reason: reasons[status] ?? "", headers, text: "", body: undefined };
}

/** Returns a rejection in the service's own format. */
export function errorResponse(message: string, status = 400): HttpResponse {
  return response({ error: { code: "BadRequest", message } }, status);
}

/** Returns the result of an imported row. */
export function taken(sent: JsonObject, id = "1"): JsonObject {
  return { id, indicator: sent["indicatorValue"], isFailed: false, failureReason: null };
}

/** Accepts every row. */
export const acceptAll: Service = ({ rows }) => response({ value: rows.map((sent) => taken(sent)) });

/** Rejects a request if its rows contain one of these values; `say` makes the message from the first one. */
export function rejectingRows(
  bad: readonly string[],
  say: (value: string) => string = (value) => `Indicator ${value} is bad`,
): Service {
  return (call) => {
    const found = call.rows.find((sent) => bad.includes(String(sent["indicatorValue"])));
    return found === undefined ? acceptAll(call) : errorResponse(say(String(found["indicatorValue"])));
  };
}

/** An asset that the stub's login service accepts. */
export const asset = {
  tenant_id: "tenant-1",
  client_id: "client-1",
  client_secret: "secret-of-client-1",
} as const;

/** The package's own declarations. */
export const own: Declarations = load(packageRoot());

/** Values by JSON Pointer; undefined removes the property. */
export type Changes = Readonly<Record<string, unknown>>;

/** The changes that {@link changed} makes. */
export interface Change {
  /** Name of the action that `action` changes; import_indicators by default. */
  readonly of?: string;
  readonly action?: Changes;
  readonly manifest?: Changes;
  /** By path of the schema. */
  readonly schemas?: Readonly<Record<string, Changes>>;
  /** Compiles the declarations again, for a change that the validators must see. */
  readonly fresh?: boolean;
}

/** Returns a changed copy of the package's declarations. */
export function changed({ action = {}, manifest = {}, schemas = {}, ...rest }: Change): Declarations {
  const copy = structuredClone(own);
  const { fresh = Object.keys(schemas).length > 0 } = rest;
  const digest = fresh ? "changed" : copy.digest;
  const of = rest.of ?? "import_indicators";
  put(copy.actions.get(of) ?? copy.composed.get(of), action);
  put(copy.manifest, manifest);
  for (const [path, changes] of Object.entries(schemas)) put(copy.schemas.get(path), changes);
  return { ...copy, digest };
}

/** Writes the values into the document, which is changed. */
export function put(document: unknown, changes: Changes): void {
  for (const [pointer, value] of Object.entries(changes)) {
    const tokens = pointer.split("/").slice(1);
    const last = tokens.pop() ?? "";
    let here = document as JsonObject;
    for (const token of tokens) here = here[token] as JsonObject;
    if (value === undefined) delete here[last];
    else here[last] = value;
  }
}

/** Options of a stub. */
export interface StubOptions {
  readonly service?: Service;
  /** Responds to requests to the login service. */
  readonly login?: Service;
  readonly clock?: VirtualClock;
  readonly declarations?: Declarations;
  readonly env?: Readonly<Record<string, string>>;
  readonly random?: () => number;
  readonly journals?: OpenJournal;
}

/** A connector with a stub as its network. */
export interface Stub {
  readonly connector: Connector;
  readonly calls: StubCall[];
  readonly tokenCalls: StubCall[];
  readonly clock: VirtualClock;
  readonly wires: WireSettings[];
}

/**
 * Returns a token response.
 * @param token - opaque unless it has three parts
 */
export function tokenResponse(token = "stub-token"): HttpResponse {
  return response({ token_type: "Bearer", expires_in: 3599, access_token: token });
}

/** Returns a token with those claims; nobody checks its signature. */
export function jwt(claims: JsonObject): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part(claims)}.${part("signature")}`;
}

/** A clock that skips every wait. */
export function jumpingClock(start = "2026-01-01T00:00:00Z"): VirtualClock {
  return new VirtualClock({ goes: "when idle, quick", startMs: Date.parse(start) });
}

/** Creates a stub. */
export async function stub(options: StubOptions = {}): Promise<Stub> {
  const { service = acceptAll, login = () => tokenResponse(), clock = jumpingClock(), ...others } = options;
  const calls: StubCall[] = [];
  const tokenCalls: StubCall[] = [];
  const wires: WireSettings[] = [];
  const transport = (settings: WireSettings): Transport => {
    wires.push(settings);
    return async (request, headers, signal) => {
      const isLogin = /\/token\b/.test(new URL(request.url).pathname);
      const known = isLogin ? tokenCalls : calls;
      const all = { ...request.headers, ...headers };
      const text = request.body?.toString();
      const body = bodyOf(text);
      const list = Object.values(body).find((part) => Array.isArray(part));
      const at = clock.monotonic();
      const sent = { ...request, ...(text === undefined ? {} : { body: text }) } as StubCall["request"];
      const call = { request: sent, headers: all, body, rows: list ?? [], n: known.length + 1, at, signal };
      known.push(call);
      return (isLogin ? login : service)(call);
    };
  };
  const made = { declarations: own, env: {}, random: () => 0.5, ...others, clock, transport };
  return { connector: await createConnector(made), calls, tokenCalls, clock, wires };
}

function bodyOf(text = "{}"): JsonObject {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return { text };
  }
}

/** Result of a run with a stub. */
export interface Ran extends Stub {
  /** The thrown error, if any. */
  readonly error: ConnectorError | undefined;
  /** The output, or the one that the error contains. */
  readonly output: ActionOutput;
  readonly results: JsonObject[];
  readonly reasons: unknown[];
  readonly events: RunEvent[];
  readonly warnings: WarningEvent[];
}

/** Options of the stub and of the run. */
export type RanOptions = StubOptions &
  Partial<Omit<RunOptions, "onEvent" | "asset">> & {
    asset?: Asset;
    /** Name of the action; import_indicators by default. */
    name?: string;
  };

/** Runs the action with a stub. */
export async function ran(input: unknown, options: RanOptions = {}): Promise<Ran> {
  const { service, login, clock, declarations, env, random, journals, ...rest } = options;
  const made = await stub(defined({ service, login, clock, declarations, env, random, journals }));
  const { asset: given = asset, name, ...run } = rest;
  return { ...made, ...(await runOn(made.connector, input, { asset: given, ...defined(run) }, name)) };
}

type Defined<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

function defined<T extends object>(options: T): Defined<T> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Defined<T>;
}

/** Runs the action on a connector; returns a thrown error together with the output that it contains. */
export async function runOn(
  connector: Connector,
  input: unknown,
  options: RunOptions,
  name = "import_indicators",
): Promise<Omit<Ran, keyof Stub>> {
  const events: RunEvent[] = [];
  const onEvent = (event: RunEvent) => {
    events.push(event);
    options.onEvent?.(event);
  };
  const { output, error } = await connector.run(name, input, { ...options, onEvent }).then(
    (value) => ({ output: value, error: undefined }),
    (thrown: ConnectorError) => ({ output: thrown.output as ActionOutput, error: thrown }),
  );
  const body = output?.json_body as { value?: JsonObject[] } | undefined;
  const results = body?.value ?? [];
  const warnings = events.filter((event) => event.type === "warning");
  const failureReasons = results.map((result) => result["failureReason"]);
  return { output, error, results, reasons: failureReasons, events, warnings };
}

/** Runs rows. */
export function ranRows(given: readonly unknown[], options: RanOptions = {}): Promise<Ran> {
  return ran(importOf(given), options);
}

// The login library is read from disk with the first token; a clock that skips waits must not wait for a disk.
const warm = await createConnector({ env: {}, transport: () => async () => tokenResponse() });
await runOn(warm, importOf([row(0)]), { asset });
