/** A run that a request asks for: its subject and its events. */
import type { FastifyRequest } from "fastify";
import { type Asset, ConnectorError, optionNamed, type RunOptions } from "../../connector/platform_api.js";
import type { GivenOptions } from "../shared/options.js";
import { type Access, accessOf } from "./access.js";
import type { ServiceContext } from "./service_context.js";
import { readQuery } from "./routes/query.js";
import type { Run } from "./run_registry.js";
import type { RunEventLog } from "./run_events.js";

/** The content of a request. */
export interface Asked {
  readonly action: string;
  readonly assetName: string;
  readonly asset: Asset;
  readonly options: GivenOptions;
}

/** An active run. */
export interface RunRequest {
  readonly asked: Asked;
  readonly run: Run;
  readonly context: ServiceContext;
  readonly access: Access;
}

/** Throws errors of action and query before the body is read. */
export function askedOf(request: FastifyRequest, { connector, assets }: ServiceContext): Asked {
  const { params, query, headers } = request;
  assertNoOptionHeader(Object.keys(headers));
  const access = accessOf(request);
  const { name: action } = params as { name: string };
  const { needsAsset } = connector.describe(action);
  access.action = action;
  const { asset: named, options } = readQuery(query, connector.options());
  connector.checkOptions(action, options);
  if (named !== undefined && assets.has(named)) access.asset = named;
  const { name: assetName, asset } = needsAsset ? assets.named(named) : assets.ifNamed(named);
  if (assetName !== "") access.asset = assetName;
  return { action, assetName, asset, options };
}

/** Throws InvalidOption for an option that is given as a header of the request: it would be overlooked. */
function assertNoOptionHeader(names: readonly string[]): void {
  const given = names.find((name) => optionNamed(name) !== undefined);
  if (given === undefined) return;
  const message = `The header ${given} is an option of the run and not a header. Set it in the query, as in ?${optionNamed(given)}=…`;
  throw new ConnectorError("InvalidOption", message);
}

/**
 * Returns the options for the connector.
 * @param events - receives the events of the run
 */
export function optionsOf(
  { asked: { asset, options }, run: { signal } }: RunRequest,
  events: RunEventLog,
): RunOptions {
  return { ...options, asset, signal, onEvent: events.listener };
}
