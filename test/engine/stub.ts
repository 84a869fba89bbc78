/** A connector whose network is a function: what tests of the engine and of the declarations are made with. */
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

/** What an attempt may come to. */
export type Sent = HttpResponse | TransportFailure;

/** One call that reached the stub. */
export interface StubCall {
  readonly request: HttpRequest & { readonly body?: string };
  /** All headers, the connector's own ones among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  /** The first list in the body. */
  readonly rows: JsonObject[];
  /** From 1; token requests are counted by themselves. */
  readonly n: number;
  /** Milliseconds since the start of the clock. */
  readonly at: number;
  readonly signal: AbortSignal;
}

/** Answers a call of the service. */
export type Service = (call: StubCall) => Sent | Promise<Sent>;

const reasons: Record<number, string> = {
  200: "OK",
  204: "No Content",
  206: "Partial Content",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
};

/** A JSON answer. */
export function response(body: unknown, status = 200, headers: Record<string, string> = {}): HttpResponse {
  return { status, reason: reasons[status] ?? "", headers, text: JSON.stringify(body), body };
}

/** An answer that is not JSON. */
export function page(text: string, status = 200): HttpResponse {
  const headers = { "content-type": "text/html" };
  return { status, reason: reasons[status] ?? "", headers, text, body: undefined };
}

/** An answer without a body. */
export function nothing(status = 204, headers: Record<string, string> = {}): HttpResponse {
  return { status, reason: reasons[status] ?? "", headers, text: "", body: undefined };
}

/** A refusal in the service's own shape. */
export function errorResponse(message: string, status = 400): HttpResponse {
  return response({ error: { code: "BadRequest", message } }, status);
}

/** The result of a row that is in. */
export function taken(sent: JsonObject, id = "1"): JsonObject {
  return { id, indicator: sent["indicatorValue"], isFailed: false, failureReason: null };
}

/** Takes every row. */
export const acceptAll: Service = ({ rows }) => response({ value: rows.map((sent) => taken(sent)) });

/** Refuses a call whose rows hold one of these values, in the words that `say` makes of the first. */
export function refusing(
  bad: readonly string[],
  say: (value: string) => string = (value) => `Indicator ${value} is bad`,
): Service {
  return (call) => {
    const found = call.rows.find((sent) => bad.includes(String(sent["indicatorValue"])));
    return found === undefined ? acceptAll(call) : errorResponse(say(String(found["indicatorValue"])));
  };
}

/** An asset that the stub's login service takes. */
export const asset = {
  tenant_id: "tenant-1",
  client_id: "client-1",
  client_secret: "secret-of-client-1",
} as const;

/** The package's own declarations. */
export const own: Declarations = load(packageRoot());

/** Values by JSON Pointer; undefined takes the property out. */
export type Changes = Readonly<Record<string, unknown>>;

/** What {@link changed} changes. */
export interface Change {
  /** Name of the action that `action` changes; import_indicators where none is given. */
  readonly of?: string;
  readonly action?: Changes;
  readonly manifest?: Changes;
  /** By path of the schema. */
  readonly schemas?: Readonly<Record<string, Changes>>;
  /** Compiles the declarations anew, for a change that the validators must see. */
  readonly fresh?: boolean;
}

/** A changed copy of the package's declarations. */
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

/** How a stub is made. */
export interface StubOptions {
  readonly service?: Service;
  /** Answers the login service's calls. */
  readonly login?: Service;
  readonly clock?: VirtualClock;
  readonly declarations?: Declarations;
  readonly env?: Readonly<Record<string, string>>;
  readonly random?: () => number;
  readonly journals?: OpenJournal;
}

/** A connector over a stub. */
export interface Stub {
  readonly connector: Connector;
  readonly calls: StubCall[];
  readonly tokenCalls: StubCall[];
  readonly clock: VirtualClock;
  readonly wires: WireSettings[];
}

/** A token answer. @param token opaque unless it has three parts */
export function tokenResponse(token = "stub-token"): HttpResponse {
  return response({ token_type: "Bearer", expires_in: 3599, access_token: token });
}

/** A token that carries those claims; nobody checks its signature. */
export function jwt(claims: JsonObject): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part(claims)}.${part("signature")}`;
}

/** A clock that jumps over every wait. */
export function jumpingClock(start = "2026-01-01T00:00:00Z"): VirtualClock {
  return new VirtualClock({ goes: "when idle, quick", startMs: Date.parse(start) });
}

/** Makes one. */
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

/** What a run over a stub came to. */
export interface Ran extends Stub {
  /** What was thrown, where something was. */
  readonly error: ConnectorError | undefined;
  /** The output, or the one that the error carries. */
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
    /** Name of the action; import_indicators where none is given. */
    name?: string;
  };

/** Runs the action over a stub. */
export async function ran(input: unknown, options: RanOptions = {}): Promise<Ran> {
  const { service, login, clock, declarations, env, random, journals, ...rest } = options;
  const made = await stub(defined({ service, login, clock, declarations, env, random, journals }));
  const { asset: given = asset, name, ...run } = rest;
  return { ...made, ...(await runOn(made.connector, input, { asset: given, ...defined(run) }, name)) };
}

type Given<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

function defined<T extends object>(options: T): Given<T> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Given<T>;
}

/** Runs the action on a connector; a thrown error is kept beside the output that it carries. */
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
  const reasonsGiven = results.map((result) => result["failureReason"]);
  return { output, error, results, reasons: reasonsGiven, events, warnings };
}

/** Runs rows. */
export function ranRows(given: readonly unknown[], options: RanOptions = {}): Promise<Ran> {
  return ran(importOf(given), options);
}

// The login library is read from disk with the first token; a clock that jumps must not wait for a disk.
const warm = await createConnector({ env: {}, transport: () => async () => tokenResponse() });
await runOn(warm, importOf([row(0)]), { asset });
