// What the tests of the HTTP service share: a service of their own over a real simulator, and a plain client.
import { once } from "node:events";
import {
  Agent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request,
} from "node:http";
import { createConnector, type JsonObject, load, packageRoot } from "../../../connector/index.js";
import { memoryRateLimits } from "../../../connector/http/rate_limit/rate_limiter.js";
import { systemClock } from "../../../connector/http/clock.js";
import { Assets } from "../../../platforms/http/assets.js";
import { type Limits, defaultLimits } from "../../../platforms/http/limits.js";
import { openApiDocument } from "../../../platforms/http/openapi/openapi.js";
import { type Service, startService } from "../../../platforms/http/service.js";
import type { Simulator } from "../../../simulator/index.js";

/** The key of every service here. */
export const key = "a-key-of-these-tests";

/** What a service is started with; the simulator's own asset where none are given. */
export interface ServedOptions {
  readonly assets?: Readonly<Record<string, JsonObject>>;
  readonly limits?: Partial<Limits>;
  readonly now?: () => number;
}

/** A service at work. */
export interface Served extends Service {
  /** The lines of its log. */
  readonly log: readonly string[];
}

/** Starts services; each ends with its test. */
export function useService(simulator: () => Simulator): (options?: ServedOptions) => Promise<Served> {
  const started: Service[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((service) => service.stop()));
  });
  return async ({ assets, limits = {}, now = Date.now } = {}) => {
    const declarations = load(packageRoot());
    const connector = await createConnector({
      declarations,
      env: {},
      rateLimits: memoryRateLimits(systemClock),
    });
    const log: string[] = [];
    const parts = {
      connector,
      assets: new Assets(new Map(Object.entries(assets ?? { default: simulator().asset() }))),
      key,
      limits: { ...defaultLimits, graceMs: 200, ...limits },
      document: openApiDocument(connector, declarations.schemas),
      log: (line: string) => log.push(line),
      now,
    };
    const service = await startService(parts, { host: "127.0.0.1", port: 0 });
    started.push(service);
    return { ...service, log };
  };
}

/** What a client asks. */
export interface Question {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  /** Text and bytes go as they are, anything else as JSON. */
  readonly body?: unknown;
}

/** What it is answered. */
export interface Response {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly trailers: NodeJS.Dict<string>;
  readonly text: string;
  /** The body as JSON; undefined where it is none. */
  readonly json: JsonObject | undefined;
}

/** With the key. */
export const bearer = { authorization: `Bearer ${key}` };

/** Asks with the key, on a connection of its own. */
export async function ask(url: string, question: Question = {}): Promise<Response> {
  const asking = open(url, question);
  const { body } = question;
  asking.end(body === undefined || isRaw(body) ? body : JSON.stringify(body));
  return responseOf(asking);
}

/** Begins to ask; whoever calls it sends the body and ends it. */
export function open(url: string, { method = "GET", headers = {}, body }: Question): ClientRequest {
  const type = body === undefined || isRaw(body) ? {} : { "content-type": "application/json" };
  const agent = new Agent({ keepAlive: false });
  const asking = request(url, { method, agent, headers: { ...bearer, ...type, ...headers } });
  // Told by whoever waits for the answer.
  asking.on("error", () => {});
  return asking;
}

/** Waits for an answer, and takes all of it. */
export async function responseOf(asking: ClientRequest): Promise<Response> {
  const [response] = (await once(asking, "response")) as [IncomingMessage];
  let text = "";
  for await (const piece of response.setEncoding("utf8")) text += String(piece);
  const { statusCode: status = 0, headers, trailers } = response;
  return { status, headers, trailers, text, json: jsonOf(text) };
}

/** Runs import_indicators on that input. @param query with its question mark */
export function importOver(url: string, body: unknown, query = ""): Promise<Response> {
  return ask(`${url}/actions/import_indicators${query}`, { method: "POST", body });
}

/** Lines of NDJSON, parsed. */
export function linesOf({ text }: Response): JsonObject[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as JsonObject);
}

/** Looks again and again until it is so; a test that waits in vain is ended by its time limit. */
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
