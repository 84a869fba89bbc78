/** The API of the library: the connector and its options. */
import type { ConnectionReport } from "./connection_test.js";
import type { ConnectorError } from "./contract/errors.js";
import type { ActionTypes } from "./contract/generated/actions/index.js";
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
import type { RateLimitStore } from "./http/rate_limit/rate_limit_store.js";
import type { SyncOutcome, SyncRequest } from "./sync/sync_types.js";

/** Names of the actions in this package. */
export type ActionName = keyof ActionTypes;

/** The input type of an action; unknown for an action from another folder. */
export type InputOf<Name extends string> = Name extends ActionName ? ActionTypes[Name]["input"] : unknown;

/** The output type of an action; {@link ActionOutput} for an action from another folder. */
export type OutputOf<Name extends string> = Name extends ActionName
  ? ActionOutput & ActionTypes[Name]["output"]
  : ActionOutput;

/** The type of one result of an action with rows. */
export type ResultOf<Name extends string> =
  OutputOf<Name> extends { json_body: { value: (infer Result)[] } } ? JsonObject & Result : JsonObject;

/** Options of a connector. All have defaults; tests pass their own clock and transport. */
export interface ConnectorOptions {
  /** Default: the declarations in the package. */
  declarations?: Declarations;
  /** Folder with further actions, their schemas and a manifest.json. Cannot be combined with `declarations`. */
  actionsDir?: string;
  clock?: Clock;
  /** Environment variables for the proxy settings. Default: those of the process. */
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

/** The connector. Every failure throws a ConnectorError. */
export interface Connector {
  readonly manifest: Manifest;
  actions(): ActionSummary[];
  /** Returns the actions that cannot be used because their declarations have faults, with their errors. */
  brokenActions(): ReadonlyMap<string, ConnectorError>;
  /** Returns the description of an action. @throws UnknownAction */
  describe(name: string): ActionDescription;
  /** Returns the JSON Schema of every option of a run by its name; {@link describe} returns those of one action. */
  options(): Record<string, OptionSchema>;
  /** Checks an input; sends nothing. @throws what {@link run} throws for this name and input */
  check(name: string, input: unknown): void;
  /** Checks options; sends nothing. @throws what {@link run} throws for this name and these options */
  checkOptions(name: string, options: Partial<RunOptions>): void;
  /**
   * Runs an action. With the option dry_run no call is made, and `json_body` of the output is a {@link Plan}.
   * @throws ConnectorError for an unknown action, an invalid input or asset, and if no call got a usable response. In
   *   the last case `error.output` contains what is known about the rows.
   */
  run(name: string, input: unknown, options: RunOptions | DryRunOptions): Promise<ActionOutput>;
  /**
   * Runs an action on rows that arrive over time. Yields one result per row, in order, in bounded memory. Returns the
   * output without its rows.
   * @throws what {@link run} throws, and what `rows` throws, after the last result
   */
  stream(
    name: string,
    rows: Iterable<unknown> | AsyncIterable<unknown>,
    options: StreamOptions,
  ): AsyncGenerator<JsonObject, ActionOutput>;
  /** Does the same page by page, which is faster than row by row. */
  streamPages(name: string, pages: Pages, options: StreamOptions): AsyncGenerator<JsonObject[], ActionOutput>;
  /** Returns what a run would send and which rows it would reject; sends nothing. @throws what {@link run} throws before its first call */
  plan(name: string, input: unknown, options?: PlanOptions): Promise<Plan>;
  /** Does the same for rows that arrive page by page. */
  planPages(name: string, pages: Pages, options?: PlanPagesOptions): Promise<Plan>;
  /**
   * Makes the target of an action that syncs equal to the desired rows, or plans this. Throws what {@link run} throws, if
   * nothing is known about the target, and StalePlan.
   */
  sync(name: string, request: SyncRequest, options: RunOptions): Promise<SyncOutcome>;
  /** Returns an asset from environment variables: the prefix in the manifest, then the field in upper case. */
  assetFromEnvironment(env: Environment): Asset;
  /** Returns the names of all fields of all kinds of assets. */
  assetFields(): string[];
  /** Checks an asset; sends nothing. @throws what {@link run} throws for this asset before its first call */
  checkAsset(asset: Asset): void;
  /** Returns the text with the secrets of the asset masked, for logs. An asset that is not valid has no known secrets. */
  masked(text: string, asset: Asset): string;
  /** Gets a token and calls the service without changing anything. @throws if the login or the network fails */
  testConnection(
    options: Pick<RunOptions, "asset" | "deadline_ms" | "onEvent" | "signal">,
  ): Promise<ConnectionReport>;
}

/**
 * The connector with the types of its actions. Inputs of other types than {@link InputOf} are accepted too, since data
 * from a feed has no type: each row that is not valid gets its own result.
 */
export interface TypedConnector extends Connector {
  run(name: string, input: unknown, options: DryRunOptions): Promise<ActionOutput>;
  run<Name extends ActionName>(
    name: Name,
    input: InputOf<Name>,
    options: RunOptions,
  ): Promise<OutputOf<Name>>;
  run<Name extends string>(name: Name, input: unknown, options: RunOptions): Promise<OutputOf<Name>>;
  run(name: string, input: unknown, options: RunOptions | DryRunOptions): Promise<ActionOutput>;
  stream<Name extends string>(
    name: Name,
    rows: Iterable<unknown> | AsyncIterable<unknown>,
    options: StreamOptions,
  ): AsyncGenerator<ResultOf<Name>, ActionOutput>;
  plan<Name extends ActionName>(name: Name, input: InputOf<Name>, options?: PlanOptions): Promise<Plan>;
  plan(name: string, input: unknown, options?: PlanOptions): Promise<Plan>;
}
