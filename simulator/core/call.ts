// Types of one call and its response, and the state that all services share.
import type { IncomingMessage } from "node:http";
import type { FaultPlan } from "../faults/faults.js";
import type { RateLimiter, Rejection } from "./limits.js";
import type { MispStore } from "../misp/misp_store.js";
import type { StixStore } from "../sentinel/stix_store.js";
import type { TaxiiStore } from "../taxii/taxii_store.js";
import type { Store } from "./tenant_store.js";
import type { TiStore } from "../graph/ti_store.js";
import type { Principal, TokenIssuer } from "../entra/token_issuer.js";
import type { App, Endpoint, RequestRecord, Service, Settings } from "./types.js";

/** Everything that outlives a call. */
export interface SimulatorState {
  settings: Settings;
  readonly apps: readonly App[];
  readonly app: App;
  /** Defender indicators. */
  readonly store: Store;
  /** Sentinel indicators that were submitted through Graph. */
  readonly tiIndicators: TiStore;
  readonly stixObjects: StixStore;
  readonly taxii: TaxiiStore;
  readonly misp: MispStore;
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

/** A call with its complete head and body. */
export interface Call {
  request: IncomingMessage;
  /** Scheme and host that the client used. */
  origin: string;
  url: URL;
  /** null: the body is larger than the simulator accepts. */
  body: Buffer | null;
  record: RequestRecord;
  /** Owner of the bearer token; undefined if the token is missing, unknown or expired. */
  principal: Principal | undefined;
  /** Set if the rate limit rejects the call. */
  rejection: Rejection | undefined;
}

/** A response before it is written; `json` takes precedence over `text`. */
export interface Response {
  status: number;
  headers?: Record<string, string>;
  json?: unknown;
  text?: string;
  /** true: sent compressed to a client that accepts compression. */
  compress?: boolean;
}

/** A response thrown inside a handler; the access check catches it and returns the response. */
export class Rejected extends Error {
  readonly response: Response;

  constructor(response: Response) {
    super(`rejected with ${response.status}`);
    this.response = response;
  }
}

/** One row of the route table. */
export interface Route {
  service: Service;
  endpoint: Endpoint | null;
  method: string;
  path: RegExp;
  handle(call: Call, state: SimulatorState): Response;
}

/** Returns the value of a header; repeated headers are joined with commas. */
export function header(call: Call, name: string): string | undefined {
  const value = call.request.headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}
