// The figures and habits of the simulated service. Types only.

/** At most `calls` in any `perSeconds`; where the documentation also gives an hourly figure, at most `perHour`. */
export interface Limit {
  calls: number;
  perSeconds: number;
  perHour?: number;
}

/** One limit per operation, as documented on its own page; those of Graph share one. */
export interface Limits {
  import: Limit;
  submit: Limit;
  list: Limit;
  get: Limit;
  delete: Limit;
  batchDelete: Limit;
  machineGroups: Limit;
  /** All calls of an app, in whatever tenant. */
  graph: Limit;
  /** Per user. */
  uploadStixObjects: Limit;
}

/** What the simulated service does; every field can be changed while it runs. */
export interface Settings {
  limits: Limits;
  /** Rows allowed in one import, ids in one BatchDelete (documented: 500). */
  maxBatch: number;
  /** Items allowed in one call of Graph (documented: 100). */
  maxTiBatch: number;
  /** Objects allowed in one upload to Sentinel (documented: 100). */
  maxStixBatch: number;
  /** Active indicators allowed in one tenant (documented: 15,000). */
  capacity: number;
  /** Wait before every answer, in milliseconds. */
  latencyMs: number;
  /**
   * How a real 429 of Defender states the wait: captured bodies use the text, the documentation promises the header.
   * Graph always has the header, Sentinel always the text.
   */
  throttleHint: "body" | "seconds" | "date" | "none";
  /** `error.code` of a real 429 of Defender: captured bodies carry "429", the documentation says "TooManyRequests". */
  throttleCode: "429" | "TooManyRequests";
  /** false: calls are counted and never refused, so that a test measures what a client sends. */
  enforceRateLimit: boolean;
  /** true: a refused call also fills the window, so that hammering never ends. */
  countThrottled: boolean;
  /** A bad row of an import fails the whole call with a 400 that names its value, or only its own row. */
  semanticFaults: "whole" | "row";
  /** The same for an expired row; the captured answer is a 400 for the whole call. */
  expiredFaults: "whole" | "row";
  /** true: a 400 for a bad row names no row, a 404 of BatchDelete no id. */
  unnamedErrors: boolean;
  /** How `indicator` comes back in an import answer. */
  echo: "asGiven" | "lowerCase" | "upperCase";
  /** Order of the rows of an import answer; the documentation promises none. */
  order: "asGiven" | "shuffled";
  /** Rows on one page of a list. */
  pageSize: number;
  /** false: a page that is cut has no `@odata.nextLink` either; only $skip leads on. */
  nextLinks: boolean;
  /** `@odata.nextLink` of the last page: left out, or null. */
  lastLink: "absent" | "null";
  /** Scheme and host put into `@odata.nextLink`, for a client that must not follow it; "" is the simulator itself. */
  nextLinkOrigin: string;
  /** true: there are also one WebCategory row and one TVM row, which no app wrote and none may delete. */
  portalRows: boolean;
  /** A delete that succeeded: documented is 204; 200 comes with an empty body as well. */
  deleteStatus: "204" | "200";
  /** A BatchDelete with a missing id answers 404 and deletes nothing (atomic), or deletes the others all the same. */
  batchDelete: "atomic" | "others";
  /** Names of the device groups that the exposure score is told for. */
  deviceGroups: string[];
  /** true: Graph's tiIndicators are gone (announced for April 2026), every call answers as `graphRemovedStatus` says. */
  graphRemoved: boolean;
  /** 410 with a sentence of its own, or the 400 that Graph answers for each path that it does not know. */
  graphRemovedStatus: "410" | "400";
  /** The name of the sentences in an error of an upload to Sentinel: documented, or as clients have met it. */
  stixErrorKey: "errorMessages" | "validationErrorMessages";
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
