// The words of the simulator: what a user hands in, what a test reads back. Types only, no behaviour.
import type { Endpoint, Fault } from "../faults/types_faults.js";
import type { Indicator } from "../defender/types_indicator.js";
import type { TiIndicator } from "../graph/types_ti_indicator.js";
import type { Limit, Limits, Settings, SettingsChange } from "./types_settings.js";

export type { Endpoint, Fault, Indicator, Limit, Limits, Settings, SettingsChange, TiIndicator };
export type { StatusFault } from "../faults/types_faults.js";

/** An app registration in one tenant of the simulated Entra ID. */
export interface App {
  tenant_id: string;
  client_id: string;
  client_secret: string;
  /**
   * Application permissions of whatever service; a token carries those of its own service as `roles`. An empty list
   * still gets a token, and 403 later.
   */
  roles: string[];
  /** Delegated permissions (blank-separated), likewise, in user tokens as `scp`. Default: one of each service. */
  scp?: string;
  /** Workspaces on which the app is Microsoft Sentinel Contributor. Default: the one that every simulator has. */
  workspaces?: string[];
  users?: { username: string; password: string }[];
  /** PEM of the registered certificate. When set, a client assertion must be signed by it. */
  certificate?: string;
  /** Issuer of a federated credential (workload identity). When set, an assertion of that issuer is accepted. */
  federated_issuer?: string;
}

/** The services behind the simulator's one address; `login` is Entra ID and managed identity. */
export type ServiceName = "defender" | "graph" | "sentinel" | "login";

/** One call that reached a service; holds no header, body or secret. */
export interface RequestRecord {
  /** performance.now() in ms when the complete head had arrived. */
  at: number;
  method: string;
  /** Without the query. */
  path: string;
  /** By the path, where it is not known. */
  service: ServiceName;
  /** The operation; null for a path or a method that is not there. */
  endpoint: Endpoint | null;
  /** null while unanswered, and for ever when the answer was withheld. */
  status: number | null;
  /** Rows received (writing, deleting) or returned (lists). */
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

/** An asset in the field names of `oauth2_client_credentials`, each service at the simulator's address. */
export interface SimulatorAsset {
  /** Defender. */
  url: string;
  graph_url: string;
  sentinel_url: string;
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
  /** Id of the Sentinel workspace that every simulator has. */
  workspace: string;
  /** What a tenant (default: that of the default app) holds now. */
  indicators(tenant?: string): Indicator[];
  /** What came through Graph for Sentinel; what came for Defender is among the indicators. */
  tiIndicators(tenant?: string): TiIndicator[];
  /** What was uploaded to a workspace (default: the one that every simulator has), the last of each id. */
  stixObjects(workspace?: string): Record<string, unknown>[];
  addFault(fault: Fault): void;
  clearFaults(): void;
  configure(change: SettingsChange): void;
  /** Every token issued so far becomes invalid. */
  revokeTokens(): void;
  /** Empties the stores, records, rate windows and faults, and restores the settings of the start; tokens stay valid. */
  reset(): void;
  /** Ends at once, open sockets included. */
  close(): Promise<void>;
}
