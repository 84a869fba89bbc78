// One call on its way through the simulator, the answer to it, and the state that every service shares.
import type { IncomingMessage } from "node:http";
import type { FaultPlan } from "./faults.js";
import type { RateLimiter, Refusal } from "./limits.js";
import type { Store } from "./store.js";
import type { Holder, TokenOffice } from "./tokens.js";
import type { App, Endpoint, RequestRecord, Settings } from "./types.js";

/** Everything that outlives a call. */
export interface World {
  settings: Settings;
  readonly apps: readonly App[];
  readonly app: App;
  readonly store: Store;
  readonly tokens: TokenOffice;
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
  holder: Holder | undefined;
  /** Set when the rate limit refuses the call. */
  refusal: Refusal | undefined;
}

/** An answer before it is written; `json` wins over `text`. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  json?: unknown;
  text?: string;
  /** true: may be sent compressed to a client that accepts it. */
  compress?: boolean;
}

/** Whose calls a route takes: APIs are recorded and faulted by default, logins only when named, control never. */
export type Service = "api" | "login" | "control";

/** One row of the route table. */
export interface Route {
  service: Service;
  endpoint: Endpoint | null;
  method: string;
  path: RegExp;
  handle(call: Call, world: World): Answer;
}

/** The single value of a header. */
export function header(call: Call, name: string): string | undefined {
  const value = call.request.headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}
