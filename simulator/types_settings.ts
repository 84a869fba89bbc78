// The figures and habits of the simulated service. Types only.

/** At most `calls` in any `perSeconds`; where the documentation also gives an hourly figure, at most `perHour`. */
export interface Limit {
  calls: number;
  perSeconds: number;
  perHour?: number;
}

/** One limit per endpoint, as documented on each endpoint's own page. */
export interface Limits {
  import: Limit;
  list: Limit;
  get: Limit;
}

/** What the simulated service does; every field can be changed while it runs. */
export interface Settings {
  limits: Limits;
  /** Rows allowed in one import (documented: 500). */
  maxBatch: number;
  /** Active indicators allowed in one tenant (documented: 15,000). */
  capacity: number;
  /** Wait before every answer, in milliseconds. */
  latencyMs: number;
  /** How a real 429 states the wait: captured bodies use the text, the documentation promises the header. */
  throttleHint: "body" | "seconds" | "date" | "none";
  /** `error.code` of a real 429: captured bodies carry "429", the documentation says "TooManyRequests". */
  throttleCode: "429" | "TooManyRequests";
  /** false: calls are counted and never refused, so that a test measures what a client sends. */
  enforceRateLimit: boolean;
  /** true: a refused call also fills the window, so that hammering never ends. */
  countThrottled: boolean;
  /** A bad row fails the whole call with a 400 that names its value, or only its own row. */
  semanticFaults: "whole" | "row";
  /** The same for an expired row; the captured answer is a 400 for the whole call. */
  expiredFaults: "whole" | "row";
  /** true: a 400 for the whole call names no row. */
  unnamedErrors: boolean;
  /** How `indicator` comes back in an import answer. */
  echo: "asGiven" | "lowerCase" | "upperCase";
  /** Order of the rows of an import answer; the documentation promises none. */
  order: "asGiven" | "shuffled";
  /** Rows on one page of the list. */
  pageSize: number;
  /** true: the list also holds one WebCategory row and one TVM row that no app wrote. */
  foreignRows: boolean;
  /** false: FileMd5 is refused, as some clients report. */
  acceptMd5: boolean;
  /** true: BlockAndRemediate is taken for IpAddress, DomainName and Url, as one capture shows. */
  acceptNetworkRemediation: boolean;
  /** true: IPv6 needs all eight segments, as the documentation says. */
  strictIpv6: boolean;
  tokenLifetimeSeconds: number;
  /** true: access tokens are opaque strings, false: three-part JWT. */
  opaqueTokens: boolean;
}

/** A change to the settings; a limit that is not named stays as it is. */
export type SettingsChange = Partial<Omit<Settings, "limits">> & { limits?: Partial<Limits> };
