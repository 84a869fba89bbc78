/** The parts of a service, and the context of its routes. */
import type { Connector, JsonObject } from "../../connector/platform_api.js";
import type { OfferedTools } from "../mcp/tools.js";
import type { Log } from "../shared/log/log.js";
import type { Jobs } from "./jobs.js";
import type { Limits } from "./limits.js";
import type { Metrics } from "./metrics.js";
import type { Runs } from "./run_registry.js";
import type { RunWarnings } from "./run_warnings.js";
import type { Settings } from "./settings.js";

/** The parts of a service. What is offered concerns MCP clients only. */
export interface ServiceParts extends OfferedTools {
  readonly connector: Connector;
  /** The profiles and the callers, which can be replaced at any time. */
  readonly settings: { readonly current: Settings };
  readonly limits: Limits;
  /** The OpenAPI document. */
  readonly document: JsonObject;
  readonly log: Log;
  /** Returns milliseconds since 1970. */
  readonly now: () => number;
}

/** The context of the routes. */
export interface ServiceContext extends ServiceParts {
  readonly runs: Runs;
  readonly jobs: Jobs;
  readonly warnings: RunWarnings;
  readonly metrics: Metrics;
}
