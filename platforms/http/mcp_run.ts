/** The run of an MCP message that calls a tool, and what the server offers to its client. */
import type { FastifyRequest } from "fastify";
import { isObject, type JsonObject } from "../../connector/platform_api.js";
import { type CallAssets, profileArgument } from "../mcp/call_assets.js";
import { type CallOptions, Calls } from "../mcp/calls.js";
import type { exchange } from "../mcp/http_exchange.js";
import { type Ending, planOf } from "../mcp/result_text.js";
import { type Tool, toolsFor } from "../mcp/tools.js";
import { type Access, accessOf } from "./access.js";
import type { Caller } from "./callers.js";
import type { ActiveCalls } from "./mcp_active_calls.js";
import type { Profiles } from "./profiles.js";
import { callerOf } from "./request_caller.js";
import { RunEventLog } from "./run_events.js";
import { observer } from "./run_observer.js";
import type { Run } from "./run_registry.js";
import type { ServiceContext } from "./service_context.js";

/** What a server offers. */
type Offer = Parameters<typeof exchange>[0];

/** The surroundings of a message. */
export interface McpRequest {
  readonly request: FastifyRequest;
  readonly context: ServiceContext;
  readonly calls: ActiveCalls;
  /** The session ID that the client received; undefined for a client that sends none. */
  readonly session: string | undefined;
}

/** The parts of a message that concern its run. */
export interface McpMessage {
  readonly method?: unknown;
  readonly id?: unknown;
  readonly params?: unknown;
}

/** A message and its run, if it calls a tool. */
export class McpRun {
  readonly #given: McpRequest;
  readonly #access: Access;
  readonly #caller: string | undefined;
  /** The actions that the service offers and the caller may run. */
  readonly #offered: ReadonlySet<string>;
  readonly #assets: CallAssets;
  readonly #calls: Calls;
  readonly #events = new RunEventLog();
  readonly #run: Run | undefined;
  readonly #forget: () => void;

  /** Throws Forbidden, Stopping, Busy. */
  constructor({ method, id, params }: McpMessage, given: McpRequest) {
    const { context, request, calls, session } = given;
    this.#given = given;
    this.#access = accessOf(request);
    const caller = callerOf(request);
    this.#caller = caller.name;
    if (method === "tools/call") assertAllowed(params, caller);
    this.#offered = new Set([...context.offered].filter((name) => caller.mayRun(name)));
    this.#assets = callAssets(caller.profiles, this.#access);
    this.#calls = new Calls(context.connector, this.#assets, this.#offered);
    const run = method === "tools/call" ? context.runs.begin() : undefined;
    this.#run = run;
    this.#forget =
      run === undefined ? () => {} : calls.add({ caller: caller.name, session, id }, () => run.cancel());
    if (run !== undefined) Object.assign(this.#access, { run: run.id, over: run.over });
  }

  /** Returns the headers of the response. */
  get headers(): Record<string, string> {
    return this.#run === undefined ? {} : { "run-id": this.#run.id };
  }

  /** Returns what the server offers to the client of this message. */
  async offer(): Promise<Offer> {
    const { context, calls, session } = this.#given;
    const { outputCheck } = await import("../mcp/server.js");
    const { profiles } = this.#assets;
    return {
      manifest: context.connector.manifest,
      tools: toolsFor(context.tools, { actions: this.#offered, profiles }),
      calls: { run: (name, input, options) => this.#call(name, input, options) },
      problemOf: problemsOf(context.tools, outputCheck),
      onCancel: (id) => calls.cancel({ caller: this.#caller, session, id }),
      // The access log has a line for each request.
      emit: () => {},
    };
  }

  /** Cancels the call if it is not over, waits for it, and ends the run. */
  async end(): Promise<void> {
    await this.#calls.end();
    this.#forget();
    if (this.#run === undefined) return;
    this.#given.context.warnings.keep(this.#run.id, this.#events, this.#caller);
    this.#run.end();
  }

  async #call(name: string, input: JsonObject, { signal, onEvent, requestId }: CallOptions): Promise<Ending> {
    const access = this.#access;
    if (this.#offered.has(name)) access.action = name;
    access.events = this.#events;
    const observe = observer(this.#events, access, this.#given.context);
    const signals = [signal, ...(this.#run === undefined ? [] : [this.#run.signal])];
    const ending = await this.#calls.run(name, input, {
      signal: AbortSignal.any(signals),
      requestId,
      traceparent: access.traceparent,
      onEvent: (event) => {
        observe(event);
        onEvent(event);
      },
    });
    access.code = ending.error?.code;
    access.plan = planOf(ending);
    return ending;
  }
}

/** Throws Forbidden for a tool or a profile that the caller may not use, whether it exists or not. */
function assertAllowed(params: unknown, caller: Caller): void {
  const { name, arguments: given } = (isObject(params) ? params : {}) as JsonObject;
  if (typeof name === "string") caller.assertMayRun(name);
  const profile = isObject(given) ? given[profileArgument] : undefined;
  if (typeof profile === "string") caller.profiles.assertAllowed(profile);
}

const checks = new WeakMap<readonly Tool[], Offer["problemOf"]>();

/** Returns the check of outputs, which compiles each schema once in a service. */
function problemsOf(
  tools: readonly Tool[],
  outputCheck: (tools: readonly Tool[]) => Offer["problemOf"],
): Offer["problemOf"] {
  const check = checks.get(tools) ?? outputCheck(tools);
  checks.set(tools, check);
  return check;
}

/** The names of all profiles of the caller are offered, so that a call reports why one cannot be used. */
function callAssets(profiles: Profiles, access: Access): CallAssets {
  const unusable = profiles.unusable.map(({ profile }) => profile);
  return {
    profiles: [...profiles.names, ...unusable],
    assetOf(named) {
      const { name, asset } = profiles.select(named, true);
      access.profile = name;
      return asset;
    },
  };
}
