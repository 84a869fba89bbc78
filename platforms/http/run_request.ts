/** A run that a request asks for: its subject and its events. */
import type { FastifyRequest } from "fastify";
import { type Asset, optionNamed, type RunOptions } from "../../connector/platform_api.js";
import type { GivenOptions } from "../shared/options.js";
import { type Access, accessOf } from "./access.js";
import type { Caller } from "./callers.js";
import { requestErrors } from "./messages.js";
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

/** A run that a request asks for, without its asset. */
export type AskedJob = Omit<Asked, "asset">;

/** Throws errors of caller, action and query before the body is read. */
export function askedOf(request: FastifyRequest, context: ServiceContext): Asked {
  const { named, needsAsset, caller, ...asked } = permitted(request, context);
  const { name: profile, asset } = caller.profiles.select(named, needsAsset);
  nameProfile(request, profile);
  return { ...asked, profile, asset, caller: caller.name };
}

/** Returns the same for a job that a worker runs: the worker has the asset. */
export function askedJobOf(request: FastifyRequest, context: ServiceContext): AskedJob {
  const { named, needsAsset, caller, ...asked } = permitted(request, context);
  const profile = caller.profiles.selectName(named, needsAsset);
  nameProfile(request, profile);
  return { ...asked, profile, caller: caller.name };
}

function nameProfile(request: FastifyRequest, profile: string): void {
  if (profile !== "") accessOf(request).profile = profile;
}

interface Permitted extends Pick<Asked, "action" | "options"> {
  readonly caller: Caller;
  /** The profile of the query. */
  readonly named: string | undefined;
  readonly needsAsset: boolean;
}

function permitted(request: FastifyRequest, { connector }: ServiceContext): Permitted {
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
  return { action, options, caller, named, needsAsset };
}

/** Throws InvalidOption for an option that is given as a header of the request: it would be overlooked. */
function assertNoOptionHeader(names: readonly string[]): void {
  const given = names.find((name) => optionNamed(name) !== undefined);
  if (given !== undefined) throw requestErrors.optionHeader(given, optionNamed(given));
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
