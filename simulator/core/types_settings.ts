// Limits and settings of the simulated service. Types only.

/** At most `calls` in any `perSeconds`, and at most `perHour` if the documentation states an hourly limit. */
export interface Limit {
  calls: number;
  perSeconds: number;
  perHour?: number;
}

/** One limit per operation, as documented on the page of the operation; the Graph operations share one. */
export interface Limits {
  import: Limit;
  submit: Limit;
  list: Limit;
  get: Limit;
  delete: Limit;
  batchDelete: Limit;
  machineGroups: Limit;
  /** All calls of an app, across tenants. */
  graph: Limit;
  /** Per user. */
  uploadStixObjects: Limit;
  /** All searches in MISP: a limit of the role of the user. */
  misp: Limit;
}

/** Behavior of the simulated service; every field can be changed while it runs. */
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
  /** Delay before every response, in milliseconds. */
  latencyMs: number;
  /**
   * How a real 429 of Defender states the wait: captured bodies use the text, the documentation specifies the header.
   * Graph always uses the header, Sentinel always the text.
   */
  throttleHint: "body" | "seconds" | "date" | "none";
  /** `error.code` of a real 429 of Defender: captured bodies carry "429", the documentation says "TooManyRequests". */
  throttleCode: "429" | "TooManyRequests";
  /** false: calls are counted but never rejected, so that a test can measure what a client sends. */
  enforceRateLimit: boolean;
  /** true: a rejected call also counts, so that a client that keeps sending is rejected forever. */
  countThrottled: boolean;
  /** A bad row of an import fails the whole call with a 400 that names its value, or only its own row. */
  semanticFaults: "whole" | "row";
  /** The same for an expired row; captured: a 400 for the whole call. */
  expiredFaults: "whole" | "row";
  /** true: a 400 for a bad row does not name the row, a 404 of BatchDelete does not name the id. */
  unnamedErrors: boolean;
  /** How `indicator` is echoed in an import response. */
  echo: "asGiven" | "lowerCase" | "upperCase";
  /** Order of the results of an import response; the documentation guarantees none. */
  order: "asGiven" | "shuffled";
  /** Rows on one page of a list. */
  pageSize: number;
  /** false: an incomplete page has no `@odata.nextLink`; the client must use $skip. */
  nextLinks: boolean;
  /** `@odata.nextLink` of the last page: absent or null. */
  lastLink: "absent" | "null";
  /** Scheme and host of `@odata.nextLink`, to test a client that must not follow it; "" means the simulator itself. */
  nextLinkOrigin: string;
  /** true: the list also contains a WebCategory row and a TVM row, which no app wrote and no app may delete. */
  portalRows: boolean;
  /** Status of a successful delete: 204 is documented; 200 also has an empty body. */
  deleteStatus: "204" | "200";
  /** A BatchDelete with a missing id returns 404 and deletes nothing (atomic) or deletes the other ids. */
  batchDelete: "atomic" | "others";
  /** Names of the device groups that have an exposure score. */
  deviceGroups: string[];
  /** true: Graph's tiIndicators are removed (announced for April 2026); every call returns `graphRemovedStatus`. */
  graphRemoved: boolean;
  /** 410 with its own message, or the 400 that Graph returns for an unknown path. */
  graphRemovedStatus: "410" | "400";
  /** Field with the messages of a rejected object in a Sentinel upload: documented, or as observed by clients. */
  stixErrorKey: "errorMessages" | "validationErrorMessages";
  /** false: FileMd5 is rejected, as some clients report. */
  acceptMd5: boolean;
  /** true: BlockAndRemediate is accepted for IpAddress, DomainName and Url, as one capture shows. */
  acceptNetworkRemediation: boolean;
  /** true: IPv6 addresses need all eight segments, as the documentation says. */
  strictIpv6: boolean;
  /**
   * How TAXII pages its objects. cursor: a cursor that the server keeps, so that sending it again returns the page after.
   * dates: `more` without a cursor. silent: the same, also without the headers with dates. offset: like OpenCTI, with a
   * cursor on the last page too, no check of Accept, and another API root.
   */
  taxiiPaging: "cursor" | "dates" | "silent" | "offset";
  /** false: TAXII sends no `X-TAXII-Date-Added` headers. */
  taxiiDates: boolean;
  /** Objects on one page of TAXII; `limit` can lower it. */
  taxiiPageSize: number;
  /** true: TAXII accepts calls without credentials. */
  taxiiPublic: boolean;
  /** false: MISP sends no `X-Result-Count`. */
  mispCounts: boolean;
  tokenLifetimeSeconds: number;
  /** true: access tokens are opaque strings; false: JWTs. */
  opaqueTokens: boolean;
}

/** A change to the settings; limits that are not named stay unchanged. */
export type SettingsChange = Partial<Omit<Settings, "limits">> & { limits?: Partial<Limits> };
