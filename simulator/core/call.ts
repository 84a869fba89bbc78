// One call on its way through the simulator, the answer to it, and the state that every service shares.
import type { IncomingMessage } from "node:http";
import type { FaultPlan } from "../faults/faults.js";
import type { RateLimiter, Rejection } from "./limits.js";
import type { StixStore } from "../sentinel/stix_store.js";
import type { Store } from "./tenant_store.js";
import type { TiStore } from "../graph/ti_store.js";
import type { Principal, TokenIssuer } from "../entra/token_issuer.js";
import type { App, Endpoint, RequestRecord, ServiceName, Settings } from "./types.js";

/** Everything that outlives a call. */
export interface SimulatorState {
  settings: Settings;
  readonly apps: readonly App[];
  readonly app: App;
  /** Indicators of Defender. */
  readonly store: Store;
  /** Indicators that came through Graph for Sentinel. */
  readonly tiIndicators: TiStore;
  readonly stixObjects: StixStore;
  readonly tokens: TokenIssuer;
  readonly limiter: RateLimiter;
  readonly faults: FaultPlan;
  readonly controlKey: string;
  /** API calls. */
  readonly records: RequestRecord[];
  /** Token and managed identity requests. */
  readonly tokenRecords: RequestRecord[];
  /** Epoch milliseconds. */
  now(): number;
  /** Monotonic milliseconds. */
  clock(): number;
  reset(): void;
}

/** A call whose head and body are in. */
export interface Call {
  request: IncomingMessage;
  /** Scheme and host as the client called them. */
  origin: string;
  url: URL;
  /** null: larger than the simulator takes. */
  body: Buffer | null;
  record: RequestRecord;
  /** Owner of the bearer token, when it is a living one. */
  holder: Principal | undefined;
  /** Set when the rate limit refuses the call. */
  rejection: Rejection | undefined;
}

/** An answer before it is written; `json` wins over `text`. */
export interface Response {
  status: number;
  headers?: Record<string, string>;
  json?: unknown;
  text?: string;
  /** true: may be sent compressed to a client that accepts it. */
  compress?: boolean;
}

/** An answer thrown from the depth of a handler and given where its call was let in. */
export class Rejected extends Error {
  readonly response: Response;

  constructor(response: Response) {
    super(`refused with ${response.status}`);
    this.response = response;
  }
}

/** Whose calls a route takes: those of the APIs are faulted by default, of the login only when named, of the control never. */
export type Service = ServiceName | "control";

/** Whether a service is one of the APIs. */
export const isApi = (service: Service) => service !== "login" && service !== "control";

/** One row of the route table. */
export interface Route {
  service: Service;
  endpoint: Endpoint | null;
  method: string;
  path: RegExp;
  handle(call: Call, state: SimulatorState): Response;
}

/** The single value of a header. */
export function header(call: Call, name: string): string | undefined {
  const value = call.request.headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}
