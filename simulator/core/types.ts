// Types of the simulator: its options, and the data that a test reads back. No behavior.
import type { Endpoint, Fault } from "../faults/types_faults.js";
import type { Indicator } from "../defender/types_indicator.js";
import type { MispEvent } from "../misp/misp_store.js";
import type { TaxiiObject } from "../taxii/taxii_store.js";
import type { TiIndicator } from "../graph/types_ti_indicator.js";
import type { Limit, Limits, Settings, SettingsChange } from "./types_settings.js";

export type {
  Endpoint,
  Fault,
  Indicator,
  Limit,
  Limits,
  MispEvent,
  Settings,
  SettingsChange,
  TaxiiObject,
  TiIndicator,
};
export type { StatusFault } from "../faults/types_faults.js";

/** An app registration in one tenant of the simulated Entra ID. */
export interface App {
  tenant_id: string;
  client_id: string;
  client_secret: string;
  /**
   * Application permissions of any service; a token carries those of its own service as `roles`. An app with an empty
   * list still gets a token, and a 403 from the API.
   */
  roles: string[];
  /** Delegated permissions (separated by blanks), in user tokens as `scp`. Default: one of each service. */
  scp?: string;
  /** Workspaces on which the app is Microsoft Sentinel Contributor. Default: the workspace that every simulator has. */
  workspaces?: string[];
  users?: { username: string; password: string }[];
  /** PEM of the registered certificate. If set, a client assertion must be signed with its key. */
  certificate?: string;
  /** Issuer of a federated credential (workload identity). If set, an assertion of that issuer is accepted. */
  federated_issuer?: string;
}

/** The services behind the one address of the simulator; `login` is Entra ID and managed identity. */
export type ServiceName = "defender" | "graph" | "sentinel" | "taxii" | "misp" | "login";

/** The service of a route; faults apply to APIs by default, to the login only if named, and never to the control API. */
export type Service = ServiceName | "control";

/** One call that reached a service; contains no header, body or secret. */
export interface RequestRecord {
  /** performance.now() in ms at the time when the complete head had arrived. */
  at: number;
  method: string;
  /** Without the query. */
  path: string;
  /** Derived from the path if the path is unknown. */
  service: ServiceName;
  /** The operation; null for an unknown path or method. */
  endpoint: Endpoint | null;
  /** null until a response is sent; stays null if the response is withheld. */
  status: number | null;
  /** Rows received (write, delete) or returned (list). */
  rows: number | null;
  tenant: string | null;
  client: string | null;
  /** true: rejected with 429 by the rate limit, not by a fault. */
  throttled: boolean;
  /** Kind of the applied fault. */
  fault: Fault["kind"] | null;
}

/** How to start a simulator; every field has a default. */
export interface SimulatorOptions {
  /** 0 (default): a free port. */
  port?: number;
  /** Default 127.0.0.1, so that other machines cannot reach it. */
  host?: string;
  settings?: SettingsChange;
  /** Epoch milliseconds, for expiry and token times. */
  now?: () => number;
  /** Monotonic milliseconds, for request records and rate windows. Default performance.now. */
  clock?: () => number;
  /** PEM pair; if set, the simulator serves https. */
  tls?: { key: string; cert: string };
  /** The first app is the default app. */
  apps?: App[];
  /** Key for `/_simulator/`; random by default. */
  controlKey?: string;
}

/** An asset with the field names of `oauth2_client_credentials`; every service has the simulator's address. */
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
  /** Origin without a trailing slash, for the APIs and the login. */
  url: string;
  port: number;
  controlKey: string;
  /** The default app. */
  app: App;
  /** Returns an asset for the default app; `overrides` take precedence. */
  asset(overrides?: Record<string, unknown>): SimulatorAsset;
  /** Returns the API calls in order of arrival, without token requests. */
  requests(): RequestRecord[];
  /** Returns the number of token and managed identity requests, including rejected ones. */
  tokenRequests(): number;
  /** Id of the Sentinel workspace that every simulator has. */
  workspace: string;
  /** Returns the active indicators of a tenant (default: the tenant of the default app). */
  indicators(tenant?: string): Indicator[];
  /** Returns the Sentinel indicators that were submitted through Graph; those for Defender are in `indicators`. */
  tiIndicators(tenant?: string): TiIndicator[];
  /** Returns the objects of a workspace (default: `workspace`), the latest version of each id. */
  stixObjects(workspace?: string): Record<string, unknown>[];
  /** Id of the TAXII collection that every simulator has. */
  collection: string;
  /** Returns an asset for the TAXII server, with the address of its discovery; `overrides` take precedence. */
  taxiiAsset(overrides?: Record<string, unknown>): Record<string, unknown>;
  /** Returns an asset for the MISP server; `overrides` take precedence. */
  mispAsset(overrides?: Record<string, unknown>): Record<string, unknown>;
  /** Replaces the objects of the TAXII collection. */
  putTaxiiObjects(objects: readonly TaxiiObject[]): void;
  /** Replaces the events of the MISP server. */
  putMispEvents(events: readonly MispEvent[]): void;
  addFault(fault: Fault): void;
  clearFaults(): void;
  configure(change: SettingsChange): void;
  /** Invalidates every token. */
  revokeTokens(): void;
  /** Empties stores, records, rate windows and faults, and restores the initial settings; tokens stay valid. */
  reset(): void;
  /** Stops immediately and closes open sockets. */
  close(): Promise<void>;
}
