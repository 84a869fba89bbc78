/** The interface of all kinds of actions. */
import type {
  ActionInput,
  ActionOutput,
  DryRunOptions,
  JsonObject,
  Pages,
  Plan,
  PlanOptions,
  PlanPagesOptions,
  RunOptions,
  StreamOptions,
} from "./contract/types.js";

/** One action, ready to be used. Everything throws ConnectorError. */
export interface Executor {
  /** Throws InvalidInput for an input that {@link run} would not accept; sends nothing. */
  check(input: unknown): ActionInput;
  /** Throws InvalidOption for options that {@link run} or {@link streamPages} would not accept. */
  checkOptions(options: object, call: "run" | "stream"): void;
  run(input: unknown, options: RunOptions | DryRunOptions): Promise<ActionOutput>;
  /** Yields pages of results in the order of the rows; returns the output without them. */
  streamPages(pages: Pages, options: StreamOptions): AsyncGenerator<JsonObject[], ActionOutput>;
  plan(input: unknown, options: PlanOptions): Promise<Plan>;
  planPages(pages: Pages, options: PlanPagesOptions): Promise<Plan>;
}
