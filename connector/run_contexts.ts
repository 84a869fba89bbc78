/** Makes the contexts in which actions run: connection, rate limits, token, deadline and reports. */
import type { Action } from "./contract/action.js";
import type { CompiledAction } from "./contract/compiled_action.js";
import type { Manifest } from "./contract/generated/meta/manifest.js";
import type { Asset, Clock, PlanOptions, RunEvent, RunOptions } from "./contract/types.js";
import type { Declared } from "./declarations/compile_action.js";
import type { DryRunContext } from "./engine/dry_run.js";
import { OutputRedactor } from "./engine/output_redactor.js";
import { RunStats } from "./engine/results/run_stats.js";
import { UnknownFields } from "./engine/rows/unknown_fields.js";
import type { RunContext } from "./engine/run_context.js";
import { rateLimitOf, type Session, type Sessions } from "./http/auth/session.js";
import { defaultTarget } from "./http/auth/target.js";
import type { TokenSource } from "./http/auth/token_cache.js";
import { checkPermissions, holderOf, ofApplication } from "./http/auth/token_permissions.js";
import type { CallContext } from "./http/call_context.js";
import { Deadline } from "./http/deadline.js";
import { minimumSeconds } from "./http/rate_limit/rate_limit_store.js";
import { capacityOptions, rowSettings } from "./options.js";
import { callReports, loginEnds } from "./call_reports.js";
import { ruleCodes } from "./declarations/rule_codes.js";
import { outcomePolicy } from "./outcome_policy.js";
import { senders } from "./senders.js";

type Results = ConstructorParameters<typeof OutputRedactor>[2];

/** What several actions of one run share. */
export interface SharedRun extends Pick<RunContext, "deadline" | "stats" | "emit"> {
  /** Looked up once: a run keeps its session, even if the caller changes the asset while it runs. */
  readonly session: Session;
}

/** What contexts need. */
export interface ContextPorts {
  readonly declared: Declared;
  readonly clock: Clock;
  readonly sessions: Sessions;
}

/** Makes the contexts for the runs of one connector. */
export class RunContexts {
  readonly #ports: ContextPorts;
  readonly #ruleCodes: ReadonlySet<string>;

  constructor(ports: ContextPorts) {
    this.#ports = ports;
    this.#ruleCodes = ruleCodes(ports.declared.declarations);
  }

  session(asset: Asset): Session {
    return this.#ports.sessions.of(asset);
  }

  /** Throws what is wrong with an asset. */
  check(asset: Asset): void {
    this.#ports.sessions.check(asset);
  }

  /** Returns what the actions of one run share. @param emit - gets events without secrets */
  shared(session: Session, { deadline_ms, signal }: RunOptions, emit: SharedRun["emit"]): SharedRun {
    const { clock } = this.#ports;
    const deadline = new Deadline(clock, deadline_ms ?? session.connection.settings.deadline_ms, signal);
    return { session, deadline, stats: new RunStats(clock, this.#ruleCodes), emit };
  }

  /** Returns a redactor for the outputs of an action, or undefined for an asset that is missing or not valid. */
  redactor(asset: unknown): OutputRedactor | undefined {
    try {
      return this.out(this.session(asset as Asset));
    } catch {
      return undefined;
    }
  }

  /** Returns the redactor for the outputs of an action. */
  out({ connection }: Session, results?: Results): OutputRedactor {
    return new OutputRedactor(connection.redactor, this.#ports.declared.manifest, results);
  }

  /** Returns the context of one action within a run. */
  of(compiled: CompiledAction, options: RunOptions, run: SharedRun): RunContext {
    const { declared, clock } = this.#ports;
    const { manifest } = declared;
    const { action } = compiled;
    const { session, deadline, stats } = run;
    const target = session.connection.target(action.service);
    const out = this.out(session, action.results);
    const emit = out.listener(run.emit);
    const context = this.#callContext(compiled, { ...run, emit });
    return {
      compiled,
      manifest,
      serviceUrl: target.url,
      ...rowSettings(options, session.connection.settings, compiled),
      deadline,
      stats,
      emit,
      clock,
      out,
      unknownFields: new UnknownFields(),
      ...authorization(context.token, deadline, action, manifest),
      destination: `${target.url} ${session.connection.tenant.toLowerCase()}`,
      sender: () => senderOf(session, context.token, deadline),
      ...senders(session, context, options.traceparent),
      contextFor: (name) => this.of(declared.action(name), withoutRowOptions(options), run),
      capacity: capacityOptions(options),
    };
  }

  /** Returns the context of a dry run. Without an asset, hosts and rate limits come from the manifest. */
  dryRun(compiled: CompiledAction, options: PlanOptions, emit: (event: RunEvent) => void): DryRunContext {
    const { declared, clock } = this.#ports;
    const { manifest } = declared;
    const { action } = compiled;
    const { asset, callsBefore = 0, onCall = () => {}, onFinding, deadline_ms, signal } = options;
    const session = asset === undefined ? undefined : this.session(asset);
    const connection = session?.connection;
    const settings = connection?.settings ?? {};
    const target = connection?.target(action.service) ?? defaultTarget(action.service, manifest);
    const rateLimits = action.rateLimits.map((name) => rateLimitOf(name, manifest, settings));
    return {
      compiled,
      serviceUrl: target.url,
      ...rowSettings(options, settings, compiled),
      clock,
      emit,
      unknownFields: new UnknownFields(),
      deadline: new Deadline(clock, deadline_ms ?? settings.deadline_ms, signal),
      out: session && this.out(session, action.results),
      onCall,
      ...(onFinding === undefined ? {} : { onFinding }),
      secondsOf: (calls) =>
        Math.max(0, ...rateLimits.map((rateLimit) => minimumSeconds(callsBefore + calls, rateLimit))),
    };
  }

  #callContext({ action }: CompiledAction, { session, deadline, stats, emit }: SharedRun): CallContext {
    const { manifest } = this.#ports.declared;
    const { connection } = session;
    const target = connection.target(action.service);
    const rateLimits = session.rateLimits(action.rateLimits, target.url);
    const counted = rateLimits.map((rateLimit) => rateLimit.counted);
    return {
      rateLimits,
      ...(connection.headers === undefined
        ? { token: session.token(target.scopes).reportedTo(loginEnds(emit)) }
        : { credentials: connection.headers }),
      policy: outcomePolicy(action, manifest, connection),
      retry: action.retry,
      timeoutMs: connection.settings.timeout_ms ?? manifest.http.timeoutMs,
      deadline,
      redactor: connection.redactor,
      ...callReports(action, counted, { stats, emit }),
    };
  }
}

/** Returns the functions of a context that need the token. Without a token, only the service knows the permissions. */
function authorization(
  token: TokenSource | undefined,
  deadline: Deadline,
  action: Action,
  { permissions }: Manifest,
): Pick<RunContext, "authorised" | "permissions"> {
  let authorised: Promise<void> | undefined;
  return {
    authorised() {
      // A run that is over must not request a token.
      deadline.check();
      if (token === undefined) return Promise.resolve();
      authorised ??= token
        .get(deadline)
        .then((value) => checkPermissions(value, action.permissions, permissions));
      return authorised;
    },
    permissions: async () => (token === undefined ? undefined : ofApplication(await token.get(deadline))),
  };
}

/** Returns who sends, by the token if it can be read, otherwise by the asset. */
async function senderOf(
  { connection: { credentials, client } }: Session,
  token: TokenSource | undefined,
  deadline: Deadline,
): Promise<string> {
  const holder = token === undefined ? undefined : holderOf(await token.get(deadline));
  return holder ?? credentials.username ?? client;
}

/** Returns the options without those for the rows of the action. */
function withoutRowOptions({
  preflight: _preflight,
  overflow: _overflow,
  resume: _resume,
  ...options
}: RunOptions): RunOptions {
  return options;
}
