/** A run that a request asks for: what it is about, and what it tells. */
import type { FastifyRequest } from "fastify";
import type { Asset, RunOptions } from "../../connector/index.js";
import type { GivenOptions } from "../shared/options.js";
import { sumLine } from "../shared/summary_line.js";
import type { ServiceContext } from "./service_context.js";
import { readQuery } from "./routes/query.js";
import type { Run } from "./run_registry.js";
import type { RunEventLog } from "./run_events.js";

/** What a request asks for. */
export interface Asked {
  readonly action: string;
  readonly assetName: string;
  readonly asset: Asset;
  readonly options: GivenOptions;
}

/** A run under way. */
export interface RunRequest {
  readonly asked: Asked;
  readonly run: Run;
  readonly context: ServiceContext;
}

/** Throws what is wrong with action and query: before the body is read. */
export function askedOf({ params, query }: FastifyRequest, { connector, assets }: ServiceContext): Asked {
  const { name: action } = params as { name: string };
  connector.describe(action);
  const { asset: named, options } = readQuery(query, connector.options());
  connector.checkOptions(action, options);
  const { name: assetName, asset } = assets.named(named);
  return { action, assetName, asset, options };
}

/** Options for the connector. @param told listens to the run */
export function optionsOf(
  { asked: { asset, options }, run: { signal } }: RunRequest,
  events: RunEventLog,
): RunOptions {
  return { ...options, asset, signal, onEvent: events.listener };
}

/** Writes the sum of a run into the log. */
export function logRun(
  { asked: { action, assetName }, context: { log } }: RunRequest,
  { summary }: RunEventLog,
): void {
  if (summary !== undefined) log(`${action} (asset ${assetName}): ${sumLine(summary)}`);
}
