/** What users of the library call: the connector, and what it is made with. */
import type { ConnectionReport } from "./connection_test.js";
import type { ConnectorError } from "./contract/errors.js";
import type { Manifest } from "./contract/generated/meta/manifest.js";
import type {
  ActionOutput,
  Asset,
  Clock,
  DryRunOptions,
  JsonObject,
  OpenJournal,
  Pages,
  Plan,
  PlanOptions,
  PlanPagesOptions,
  RunOptions,
  StreamOptions,
} from "./contract/types.js";
import type { ActionDescription, ActionSummary } from "./declarations/describe.js";
import type { Declarations } from "./declarations/load.js";
import type { OptionSchema } from "./declarations/option_schemas.js";
import type { Transport, WireSettings } from "./http/axios_transport.js";
import type { Environment } from "./http/proxy.js";
import type { RateLimitStore } from "./http/rate_limit/rate_limiter.js";

/** What a connector is made with. Everything has a default; tests pass a clock and a transport of their own. */
export interface ConnectorOptions {
  /** Default: the declarations of the package. */
  declarations?: Declarations;
  /** Folder with further actions, their schemas, and a manifest.json with what those need. Not with `declarations`. */
  actionsDir?: string;
  clock?: Clock;
  /** Environment variables, for the proxy settings. Default: those of the process. */
  env?: Environment;
  /** Default: one store for the whole process. */
  rateLimits?: RateLimitStore;
  /** Returns the function that sends requests. */
  transport?: (settings: WireSettings) => Transport;
  /** Returns numbers in [0, 1), to spread waits. */
  random?: () => number;
  /** Opens journals. Default: files. */
  journals?: OpenJournal;
}

/** The connector. Everything that fails throws a ConnectorError. */
export interface Connector {
  readonly manifest: Manifest;
  actions(): ActionSummary[];
  /** Returns the actions that cannot be used, since their declarations have faults, with what they throw. */
  brokenActions(): ReadonlyMap<string, ConnectorError>;
  /** Throws UnknownAction. */
  describe(name: string): ActionDescription;
  /** Returns the JSON Schema of every option of a run by its name; {@link describe} returns those of one action. */
  options(): Record<string, OptionSchema>;
  /** Throws what {@link run} throws for that name and input; sends nothing. */
  check(name: string, input: unknown): void;
  /** Throws what {@link run} throws for that name and these options; sends nothing. */
  checkOptions(name: string, options: Partial<RunOptions>): void;
  /**
   * Runs an action. Throws a ConnectorError for an unknown action, an invalid input or asset, and if no call got a
   * usable response; then `error.output` holds what is known of the rows. With the option dry_run no call is made, and
   * the output's `json_body` is a {@link Plan}.
   */
  run(name: string, input: unknown, options: RunOptions | DryRunOptions): Promise<ActionOutput>;
  /**
   * Runs an action on rows that arrive over time. Yields one result per row, in order, in bounded memory; returns the
   * output without its rows. Throws as {@link run} does, and what `rows` throws, after the last result.
   */
  stream(
    name: string,
    rows: Iterable<unknown> | AsyncIterable<unknown>,
    options: StreamOptions,
  ): AsyncGenerator<JsonObject, ActionOutput>;
  /** The same page by page, which costs less than row by row. */
  streamPages(name: string, pages: Pages, options: StreamOptions): AsyncGenerator<JsonObject[], ActionOutput>;
  /** Returns what a run would send and which rows it would reject; sends nothing. Throws as {@link run} does before its first call. */
  plan(name: string, input: unknown, options?: PlanOptions): Promise<Plan>;
  /** The same for rows that arrive page by page. */
  planPages(name: string, pages: Pages, options?: PlanPagesOptions): Promise<Plan>;
  /** Returns an asset made of environment variables: the manifest's prefix, then the field in upper case. */
  assetFromEnvironment(env: Environment): Asset;
  /** Returns the names of all fields that an asset may have, whatever its kind. */
  assetFields(): string[];
  /** Throws what {@link run} throws for that asset before its first call; sends nothing. */
  checkAsset(asset: Asset): void;
  /** Gets a token and calls the service without changing anything. Throws if the login or the network fails. */
  testConnection(options: Pick<RunOptions, "asset" | "deadline_ms" | "signal">): Promise<ConnectionReport>;
}
