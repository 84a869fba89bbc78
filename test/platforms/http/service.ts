// Shared by the tests of the HTTP service: a service over a real simulator, and a plain client.
import { once } from "node:events";
import {
  Agent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request,
} from "node:http";
import {
  ConnectorError,
  createConnector,
  type JsonObject,
  load,
  packageRoot,
} from "../../../connector/index.js";
import { memoryRateLimits } from "../../../connector/http/rate_limit/rate_limiter.js";
import { systemClock } from "../../../connector/http/clock.js";
import type { CallerKeys } from "../../../platforms/http/callers.js";
import { Profiles } from "../../../platforms/http/profiles.js";
import { type Settings, settingsOf as serveSettings } from "../../../platforms/http/settings.js";
import { type Limits, defaultLimits } from "../../../platforms/http/limits.js";
import { openApiDocument } from "../../../platforms/http/openapi/openapi.js";
import { type Service, startService } from "../../../platforms/http/service.js";
import type { ToolChoice } from "../../../platforms/mcp/offered_actions.js";
import { offeredTools } from "../../../platforms/mcp/tools.js";
import { TextLog } from "../../../platforms/shared/log/text_log.js";
import { linesTo } from "../../support/lines_to.js";
import type { Simulator } from "../../../simulator/index.js";

/** The key of every service in these tests. */
export const key = "a-key-of-these-tests";

/** Options for a service; default: the simulator's asset. */
export interface ServedOptions {
  readonly profiles?: Readonly<Record<string, JsonObject>>;
  /** Names of further profiles, which cannot be used. */
  readonly unusable?: readonly string[];
  /** Default: one key for everything. */
  readonly callers?: readonly CallerKeys[];
  readonly limits?: Partial<Limits>;
  readonly now?: () => number;
  /** What MCP clients are offered; default: all that is not destructive. */
  readonly choice?: ToolChoice;
}

/** A running service. */
export interface Served extends Service {
  /** The lines of its log. */
  readonly log: readonly string[];
}

const defaultChoice: ToolChoice = { allowDestructive: false, tools: undefined };

/** Starts services; each ends with its test. */
export function useService(simulator: () => Simulator): (options?: ServedOptions) => Promise<Served> {
  const started: Service[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((service) => service.stop()));
  });
  return async ({
    profiles,
    unusable,
    callers,
    limits = {},
    now = Date.now,
    choice = defaultChoice,
  } = {}) => {
    const declarations = load(packageRoot());
    const connector = await createConnector({
      declarations,
      env: {},
      rateLimits: memoryRateLimits(systemClock),
    });
    const log: string[] = [];
    const parts = {
      connector,
      settings: settingsOf(profiles ?? { default: simulator().asset() }, callers, unusable),
      limits: { ...defaultLimits, graceMs: 200, ...limits },
      document: openApiDocument(connector, declarations.schemas),
      ...offeredTools(connector, declarations.schemas, choice),
      log: new TextLog({ stream: linesTo((line) => log.push(line)), level: "info" }),
      now,
    };
    const service = await startService(parts, { host: "127.0.0.1", port: 0 });
    started.push(service);
    return { ...service, log };
  };
}

/** Returns settings with that key, or with callers. */
export function settingsOf(
  assets: Readonly<Record<string, JsonObject>>,
  callers: readonly CallerKeys[] = [{ name: undefined, keys: [key] }],
  unusable: readonly string[] = [],
): { current: Settings } {
  const faults = unusable.map((name) => [name, new ConnectorError("InvalidAsset", "It is empty.")] as const);
  const profiles = new Profiles(new Map(Object.entries(assets)), new Map(faults));
  return { current: serveSettings(profiles, callers) };
}

/** A client's request. */
export interface Question {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  /** Text and bytes are sent unchanged, anything else as JSON. */
  readonly body?: unknown;
}

/** The response to a client. */
export interface Response {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly trailers: NodeJS.Dict<string>;
  readonly text: string;
  /** The body as JSON; undefined if it is not JSON. */
  readonly json: JsonObject | undefined;
}

/** Headers with the key. */
export const bearer = { authorization: `Bearer ${key}` };

/** Sends a request with the key, on its own connection. */
export async function ask(url: string, question: Question = {}): Promise<Response> {
  const asking = open(url, question);
  const { body } = question;
  asking.end(body === undefined || isRaw(body) ? body : JSON.stringify(body));
  return responseOf(asking);
}

/** Starts a request; the caller sends the body and ends it. */
export function open(url: string, { method = "GET", headers = {}, body }: Question): ClientRequest {
  const type = body === undefined || isRaw(body) ? {} : { "content-type": "application/json" };
  const agent = new Agent({ keepAlive: false });
  const asking = request(url, { method, agent, headers: { ...bearer, ...type, ...headers } });
  // Whoever waits for the response gets the error.
  asking.on("error", () => {});
  return asking;
}

/** Waits for a response, and reads all of it. */
export async function responseOf(asking: ClientRequest): Promise<Response> {
  const [response] = (await once(asking, "response")) as [IncomingMessage];
  let text = "";
  for await (const piece of response.setEncoding("utf8")) text += String(piece);
  const { statusCode: status = 0, headers, trailers } = response;
  return { status, headers, trailers, text, json: jsonOf(text) };
}

/**
 * Runs import_indicators on that input.
 * @param query - including its question mark
 */
export function importOver(url: string, body: unknown, query = ""): Promise<Response> {
  return ask(`${url}/actions/import_indicators${query}`, { method: "POST", body });
}

/** Returns the parsed lines of NDJSON. */
export function linesOf({ text }: Response): JsonObject[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as JsonObject);
}

/** Polls until the condition is true; the time limit of the test ends it otherwise. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
}

function isRaw(body: unknown): boolean {
  return typeof body === "string" || body instanceof Uint8Array;
}

function jsonOf(text: string): JsonObject | undefined {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return undefined;
  }
}
