/** A run that a request asks for: its subject and its events. */
import type { FastifyRequest } from "fastify";
import { type Asset, ConnectorError, optionNamed, type RunOptions } from "../../connector/platform_api.js";
import type { GivenOptions } from "../shared/options.js";
import { type Access, accessOf } from "./access.js";
import { callerOf } from "./request_caller.js";
import type { ServiceContext } from "./service_context.js";
import { readQuery } from "./routes/query.js";
import { observer } from "./run_observer.js";
import type { Run } from "./run_registry.js";
import type { RunEventLog } from "./run_events.js";

/** The content of a request. */
export interface Asked {
  readonly action: string;
  /** Empty if the action needs no asset and no profile was named. */
  readonly profile: string;
  readonly asset: Asset;
  readonly options: GivenOptions;
  /** Name of the caller; undefined if the service has one key for everything. */
  readonly caller: string | undefined;
}

/** An active run. */
export interface RunRequest {
  readonly asked: Asked;
  readonly run: Run;
  readonly context: ServiceContext;
  readonly access: Access;
}

/** Throws errors of caller, action and query before the body is read. */
export function askedOf(request: FastifyRequest, { connector }: ServiceContext): Asked {
  const { params, query, headers } = request;
  const caller = callerOf(request);
  assertNoOptionHeader(Object.keys(headers));
  const access = accessOf(request);
  const { name: action } = params as { name: string };
  if (connector.actions().some(({ name }) => name === action)) access.action = action;
  caller.assertMayRun(action);
  const { needsAsset } = connector.describe(action);
  const { profile: named, options } = readQuery(query, connector.options());
  if (named !== undefined && caller.profiles.isKnown(named)) access.profile = named;
  caller.profiles.assertAllowed(named);
  connector.checkOptions(action, options);
  const { name: profile, asset } = caller.profiles.select(named, needsAsset);
  if (profile !== "") access.profile = profile;
  return { action, profile, asset, options, caller: caller.name };
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
  { asked: { asset, options }, run: { signal }, access, context }: RunRequest,
  events: RunEventLog,
): RunOptions {
  const { traceparent } = access;
  // A dry run makes no calls.
  const trace = traceparent === undefined || options.dry_run === true ? {} : { traceparent };
  return { ...options, ...trace, asset, signal, onEvent: observer(events, access, context) };
}
