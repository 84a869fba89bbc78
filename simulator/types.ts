// The words of the simulator: what a user hands in, what a test reads back. Types only, no behaviour.
import type { Endpoint, Fault } from "./types_faults.js";
import type { Indicator } from "./types_indicator.js";
import type { Limit, Limits, Settings, SettingsChange } from "./types_settings.js";

export type { Endpoint, Fault, Indicator, Limit, Limits, Settings, SettingsChange };
export type { StatusFault } from "./types_faults.js";

/** An app registration in one tenant of the simulated Entra ID. */
export interface App {
  tenant_id: string;
  client_id: string;
  client_secret: string;
  /** Application permissions, stamped into the token as `roles`. An empty list still gets a token, and 403 later. */
  roles: string[];
  /** Delegated permissions (blank-separated), stamped into user tokens as `scp`. Default `Ti.ReadWrite`. */
  scp?: string;
  users?: { username: string; password: string }[];
  /** PEM of the registered certificate. When set, a client assertion must be signed by it. */
  certificate?: string;
  /** Issuer of a federated credential (workload identity). When set, an assertion of that issuer is accepted. */
  federated_issuer?: string;
}

/** One call that reached an API; holds no header, body or secret. */
export interface RequestRecord {
  /** performance.now() in ms when the complete head had arrived. */
  at: number;
  method: string;
  /** Without the query. */
  path: string;
  endpoint: Endpoint | null;
  /** null while unanswered, and for ever when the answer was withheld. */
  status: number | null;
  /** Rows received (import) or returned (list). */
  rows: number | null;
  tenant: string | null;
  client: string | null;
  /** true: answered 429 by the rate limit, not by a fault. */
  throttled: boolean;
  /** Kind of the fault that was applied. */
  fault: Fault["kind"] | null;
}

/** How to start a simulator; everything has a default. */
export interface SimulatorOptions {
  /** 0 (default): a free port. */
  port?: number;
  /** Default 127.0.0.1, so that nobody else on the network reaches it. */
  host?: string;
  settings?: SettingsChange;
  /** Epoch milliseconds, for expiry and token times. */
  now?: () => number;
  /** Monotonic milliseconds, for request records and rate windows. Default performance.now. */
  clock?: () => number;
  /** PEM pair: serve https. */
  tls?: { key: string; cert: string };
  /** The first one is the default app. */
  apps?: App[];
  /** Key for `/_simulator/`; random by default. */
  controlKey?: string;
}

/** An asset in the field names of `oauth2_client_credentials`. */
export interface SimulatorAsset {
  url: string;
  login_url: string;
  tenant_id: string;
  client_id: string;
  client_secret: string;
  [field: string]: unknown;
}

/** A running simulator. */
export interface Simulator {
  /** Origin without a trailing slash; serves the APIs and the login. */
  url: string;
  port: number;
  controlKey: string;
  /** The default app. */
  app: App;
  /** A ready asset for the default app; overrides win. */
  asset(overrides?: Record<string, unknown>): SimulatorAsset;
  /** Calls to the APIs in order of arrival; token requests are not among them. */
  requests(): RequestRecord[];
  /** Token requests (and managed identity requests), refused ones included. */
  tokenRequests(): number;
  /** What a tenant (default: that of the default app) holds now. */
  indicators(tenant?: string): Indicator[];
  addFault(fault: Fault): void;
  clearFaults(): void;
  configure(change: SettingsChange): void;
  /** Every token issued so far becomes invalid. */
  revokeTokens(): void;
  /** Empties the store, records, rate windows and faults, and restores the settings of the start; tokens stay valid. */
  reset(): void;
  /** Ends at once, open sockets included. */
  close(): Promise<void>;
}
