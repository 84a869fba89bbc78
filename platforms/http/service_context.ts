/** What a service is made of, and what its routes work with. */
import type { Connector, JsonObject } from "../../connector/platform_api.js";
import type { Assets } from "./assets.js";
import type { Jobs } from "./jobs.js";
import type { Limits } from "./limits.js";
import type { Runs } from "./run_registry.js";
import type { RunWarnings } from "./run_warnings.js";

/** What a service is made of. */
export interface ServiceParts {
  readonly connector: Connector;
  readonly assets: Assets;
  readonly key: string;
  readonly limits: Limits;
  /** The OpenAPI document. */
  readonly document: JsonObject;
  /** Takes a line for the log. */
  readonly log: (line: string) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What the routes work with. */
export interface ServiceContext extends ServiceParts {
  readonly runs: Runs;
  readonly jobs: Jobs;
  readonly warnings: RunWarnings;
}
