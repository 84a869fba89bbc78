/** Puts the connector together: declarations, sessions, and the runner over them. */
import { createHash } from "node:crypto";
import { ComposedActions, type JobMaker, type SharedRun } from "./composite_action.js";
import { maskedConnector } from "./masked_connector.js";
import type { ConnectionReport } from "./connection_test.js";
import { ConnectorError } from "./contract/errors.js";
import type { Action } from "./contract/action.js";
import type { Manifest } from "./contract/generated/meta/manifest.js";
import { templateNames } from "./contract/url_template.js";
import { getAt, setAt } from "./contract/json_pointer.js";
import type { CompiledAction } from "./contract/compiled_action.js";
import type {
  ActionInput,
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
  RunEvent,
  RunOptions,
  StreamOptions,
} from "./contract/types.js";
import { type Declared, declare } from "./declarations/compile_action.js";
import { assetFieldNames, envAsset } from "./declarations/env_asset.js";
import {
  type ActionDescription,
  type ActionSummary,
  descriptionOf,
  descriptionOfComposed,
  summaryOf,
} from "./declarations/describe.js";
import { type Declarations, load } from "./declarations/load.js";
import { allOptions, type OptionSchema } from "./declarations/option_schemas.js";
import { packageRoot } from "./declarations/package_root.js";
import { streamEnvelope } from "./engine/stream_envelope.js";
import { type RateLimitStore, minimumSeconds, memoryRateLimits } from "./http/rate_limit/rate_limiter.js";
import { httpTransport, type Transport, type WireSettings } from "./http/axios_transport.js";
import { systemClock } from "./http/clock.js";
import { Deadline } from "./http/deadline.js";
import { comparable } from "./http/auth/harmless_fields.js";
import { checkPermissions, ofApplication } from "./http/auth/token_permissions.js";
import type { Environment } from "./http/proxy.js";
import type { CallContext } from "./http/call_context.js";
import { rateLimitOf, type Session, Sessions } from "./http/auth/session.js";
import { defaultTarget } from "./http/auth/target.js";
import { deprecationNotice } from "./engine/results/deprecation_notice.js";
import { type DryRunContext, dryRun, dryRunRows } from "./engine/dry_run.js";
import {
  assertJournal,
  assertRepeatable,
  checkedOptions,
  listenerOf,
  type OptionOwner,
  rowSettings,
  capacityOptions,
} from "./options.js";
import { checkRequest, wordsOf } from "./engine/request/request_builder.js";
import type { RunContext } from "./engine/run_context.js";
import { Pace } from "./engine/pace.js";
import { openJournalFile } from "./engine/journal/journal_file.js";
import { closeJournal, openJournal, wantsJournal } from "./engine/journal/open_journal.js";
import { OutputRedactor } from "./engine/output_redactor.js";
import { checkInput } from "./engine/validate_input.js";
import { run, stream } from "./engine/run_rows.js";
import { RunStats } from "./engine/results/run_stats.js";
import { UnknownFields } from "./engine/rows/unknown_fields.js";

/** What a connector is made with. All of it has a default; tests give a time and a network of their own. */
export interface ConnectorOptions {
  /** The declarations; the package's own where none are given. */
  declarations?: Declarations;
  /** Folder with further actions, their schemas, and a manifest.json with what those need. Not with `declarations`. */
  actionsDir?: string;
  clock?: Clock;
  /** Environment variables, for the proxy settings. */
  env?: Environment;
  /** Where rate budgets live. The default is one store for the whole process. */
  rateLimits?: RateLimitStore;
  /** Makes the way to the network. */
  transport?: (settings: WireSettings) => Transport;
  /** Numbers in [0, 1), for the spread of waits. */
  random?: () => number;
  /** Where journals are kept; the default is the file system. */
  journals?: OpenJournal;
}

/** The connector. */
export interface Connector {
  readonly manifest: Manifest;
  actions(): ActionSummary[];
  /** Actions that cannot be used, since their declarations have faults, with what is thrown for each. */
  brokenActions(): ReadonlyMap<string, ConnectorError>;
  /** Throws UnknownAction. */
  describe(name: string): ActionDescription;
  /** JSON Schema of every option of a run by its name, with the values of all actions; {@link describe} has those of one action. */
  options(): Record<string, OptionSchema>;
  /** Throws what {@link run} throws for that name and input; sends nothing. */
  check(name: string, input: unknown): void;
  /** Throws what {@link run} throws for that name and these options; sends nothing. */
  checkOptions(name: string, options: Partial<RunOptions>): void;
  /**
   * Runs an action. Throws ConnectorError for an unknown action, a broken input or asset, and where nothing
   * answered; then `error.output` holds what is known of the rows. The output
   * of an action has a type of its own, to which it may be cast: `as ImportIndicatorsOutput`. With the option dry_run
   * no call is made, and the output's `json_body` is a {@link Plan}.
   */
  run(name: string, input: unknown, options: RunOptions | DryRunOptions): Promise<ActionOutput>;
  /**
   * Runs an action on rows that come bit by bit, and gives their results in their order, in bounded memory; then the
   * output without its rows. Throws as {@link run} does, and what `rows` throws, after the last result.
   */
  stream(
    name: string,
    rows: Iterable<unknown> | AsyncIterable<unknown>,
    options: StreamOptions,
  ): AsyncGenerator<JsonObject, ActionOutput>;
  /** The same page by page, which costs less than row by row. */
  streamPages(name: string, pages: Pages, options: StreamOptions): AsyncGenerator<JsonObject[], ActionOutput>;
  /** What a run would send, and which rows it would refuse; no call is made. Throws as {@link run} does before its first call. */
  plan(name: string, input: unknown, options?: PlanOptions): Promise<Plan>;
  /** The same for rows that come page by page. */
  planPages(name: string, pages: Pages, options?: PlanPagesOptions): Promise<Plan>;
  /** An asset made of environment variables: the manifest's prefix, then the field in capitals. */
  assetFromEnvironment(env: Environment): Asset;
  /** Names of all fields that an asset may hold, whatever its kind: platforms that mix asset and input split by them. */
  assetFields(): string[];
  /** Throws what {@link run} throws for that asset before its first call; sends nothing. */
  checkAsset(asset: Asset): void;
  /** Gets a token and asks the service, without changing anything. Throws what the login or the network throws. */
  testConnection(options: Pick<RunOptions, "asset" | "deadline_ms" | "signal">): Promise<ConnectionReport>;
}

/** Budgets belong to an application, not to a connector: all connectors of a process share them. */
const processRateLimits = memoryRateLimits(systemClock);

/** Loads the declarations and gives the connector. Throws InvalidDeclaration. */
export async function createConnector(options: ConnectorOptions = {}): Promise<Connector> {
  return connectorOf(
    await declare(
      options.declarations ??
        load(packageRoot(), options.actionsDir === undefined ? [] : [options.actionsDir]),
    ),
    options,
  );
}

/** The connector over declarations that are ready for use. */
export function connectorOf(declared: Declared, options: Omit<ConnectorOptions, "declarations">): Connector {
  const clock = options.clock ?? systemClock;
  const sessions = new Sessions({
    manifest: declared.manifest,
    clock,
    env: options.env ?? process.env,
    rateLimits:
      options.rateLimits ?? (options.clock === undefined ? processRateLimits : memoryRateLimits(clock)),
    random: options.random ?? Math.random,
    transport: options.transport ?? httpTransport,
    checkAsset: declared.checkAsset,
  });
  const { declarations } = declared;
  const ports = { declared, clock };
  const jobWithin: JobMaker = (compiled, session, runOptions, shared) =>
    jobOf(compiled, session, runOptions, { ...ports, emit: shared.emit }, shared);
  const composed = new ComposedActions({ ...ports, sessions, jobOf: jobWithin });
  const openFile = options.journals ?? openJournalFile;
  const redactorOf = (asset: unknown): OutputRedactor | undefined => {
    try {
      return new OutputRedactor(sessions.of(asset as Asset).connection.redactor, declared.manifest);
    } catch {
      // Without an asset, or with one that is not valid, nothing is known to be secret.
      return undefined;
    }
  };
  const connector: Connector = {
    manifest: declared.manifest,
    actions: () => [...declarations.actions.values(), ...declarations.composed.values()].map(summaryOf),
    brokenActions: () => declared.broken,
    describe(name) {
      const steps = declarations.composed.get(name);
      if (steps !== undefined) return descriptionOfComposed(steps, declarations);
      return descriptionOf(declared.action(name).action, declarations);
    },
    options: () => allOptions(declarations),
    check(name, input) {
      if (composed.has(name)) return void composed.check(name, input, () => {});
      const compiled = declared.action(name);
      const envelope = checkInput(input, { compiled, emit: () => {} });
      checkRequest(compiled.action, envelope);
    },
    checkOptions: (name, runOptions) => checkOptions(name, runOptions, "run"),
    async run(name, input, runOptions) {
      if (composed.has(name)) return composed.run(name, input, runOptions as RunOptions);
      const compiled = declared.action(name);
      const emit = listenerOf(checkedOptions(runOptions, ownerOf(compiled)));
      const envelope = checkInput(input, { compiled, emit, unknown: runOptions.unknown_inputs });
      if (isDryRun(runOptions))
        return outputOf(
          await dryRun(envelope, dryRunOf(compiled, runOptions, emit)).finally(() => emit.end()),
        );
      const job = await opened(compiled, runOptions, emit, () => digestOf(envelope, compiled));
      let isComplete = false;
      try {
        const output = await job.out.output(run(envelope, job));
        isComplete = true;
        return output;
      } finally {
        await ended(job, runOptions, isComplete);
      }
    },
    async *stream(name, rows, streamOptions) {
      checkOptions(name, streamOptions, "stream");
      assertRepeatable(rows, streamOptions);
      const pages = streamPages(name, pagesOf(rows), streamOptions);
      try {
        for (;;) {
          const { done, value } = await pages.next();
          if (done === true) return value;
          yield* value;
        }
      } finally {
        await pages.return(undefined as never);
      }
    },
    streamPages,
    async plan(name, input, planOptions = {}) {
      composed.rejectPlan(name);
      const compiled = declared.action(name);
      const emit = listenerOf(checkedOptions(planOptions, ownerOf(compiled), "plan"));
      const envelope = checkInput(input, { compiled, emit, unknown: planOptions.unknown_inputs });
      return dryRun(envelope, dryRunOf(compiled, planOptions, emit)).finally(() => emit.end());
    },
    async planPages(name, pages, planOptions = {}) {
      composed.rejectPlan(name);
      const compiled = declared.action(name);
      const emit = listenerOf(checkedOptions(planOptions, ownerOf(compiled), "planPages"));
      const envelope = streamEnvelope(compiled, planOptions, emit);
      return dryRunRows(pages, envelope, dryRunOf(compiled, planOptions, emit)).finally(() => emit.end());
    },
    assetFromEnvironment: (env) => envAsset(env, declarations),
    assetFields: () => assetFieldNames(declarations),
    checkAsset: (asset) => void sessions.of(asset),
    testConnection: (runOptions) => composed.testConnection(runOptions),
  };
  return maskedConnector(connector, redactorOf);

  function checkOptions(name: string, given: Partial<StreamOptions>, call: "run" | "stream"): void {
    if (composed.has(name)) composed.checked(name, given, call);
    else checkedOptions(given, ownerOf(declared.action(name)), call);
  }

  async function* streamPages(
    name: string,
    pages: Pages,
    streamOptions: StreamOptions,
  ): AsyncGenerator<JsonObject[], ActionOutput> {
    if (composed.has(name)) return yield* composed.streamPages(name, pages, streamOptions);
    const compiled = declared.action(name);
    checkOptions(name, streamOptions, "stream");
    const emit = listenerOf(streamOptions);
    const envelope = streamEnvelope(compiled, streamOptions, emit);
    assertRepeatable(pages, streamOptions);
    const job = await opened(compiled, streamOptions, emit, () => digestOfStream(streamOptions));
    let isComplete = false;
    try {
      const output = yield* job.out.pages(stream(pages, envelope, job));
      isComplete = true;
      return output;
    } finally {
      await ended(job, streamOptions, isComplete);
    }
  }

  function dryRunOf(
    compiled: CompiledAction,
    planOptions: PlanOptions,
    emit: (event: RunEvent) => void,
  ): DryRunContext {
    const { action } = compiled;
    const { asset, callsBefore = 0, onCall = () => {}, onFinding, deadline_ms, signal } = planOptions;
    const connection = asset === undefined ? undefined : sessions.of(asset).connection;
    const settings = connection?.settings ?? {};
    const target = connection?.target(action.service) ?? defaultTarget(action.service, declared.manifest);
    const figures = action.rateLimits.map((rateLimit) => rateLimitOf(rateLimit, declared.manifest, settings));
    return {
      compiled,
      serviceUrl: target.url,
      ...rowSettings(planOptions, settings, compiled),
      clock,
      emit,
      unknownFields: new UnknownFields(),
      deadline: new Deadline(clock, deadline_ms ?? settings.deadline_ms, signal),
      out: connection && new OutputRedactor(connection.redactor, declared.manifest, action.results),
      onCall,
      ...(onFinding === undefined ? {} : { onFinding }),
      secondsOf: (calls) =>
        Math.max(0, ...figures.map((rateLimit) => minimumSeconds(callsBefore + calls, rateLimit))),
    };
  }

  /** The job of one run, with its journal where one is kept. */
  async function opened(
    compiled: CompiledAction,
    runOptions: RunOptions,
    emit: (event: RunEvent) => void,
    digest: () => string | Promise<string>,
  ): Promise<RunContext> {
    assertJournal(compiled.action, runOptions);
    const session = sessions.of(runOptions.asset);
    const job = jobOf(compiled, session, runOptions, { ...ports, emit });
    if (!wantsJournal(runOptions)) return job;
    const { connection } = session;
    const [tenant, client] = [comparable(connection.tenant), comparable(connection.client)];
    const { host, pathname } = new URL(connection.target(compiled.action.service).url);
    const head = {
      action: compiled.action.name,
      version: declared.manifest.version,
      target: { host, path: pathname.replace(/\/$/, ""), tenant, client },
      input: await digest(),
    };
    return { ...job, journal: await openJournal(runOptions, head, openFile, emit) };
  }
}

function ownerOf({ action, options }: CompiledAction): OptionOwner {
  return { title: action.title, options };
}

function isDryRun(options: RunOptions | DryRunOptions): options is DryRunOptions {
  return options.dry_run === true;
}

/** The plan as the output of a run that sent nothing. */
function outputOf(plan: Plan): ActionOutput {
  return { status_code: 200, response_headers: {}, reason: "OK", json_body: plan };
}

async function ended(job: RunContext, options: RunOptions, isComplete: boolean): Promise<void> {
  const { journal, stats, emit, unknownFields } = job;
  if (journal !== undefined) await closeJournal(journal, options, isComplete ? stats : undefined, emit);
  unknownFields.emit(emit);
  emit(stats.summary());
}

/** No generator for rows that may stall: one that waits for a row cannot be told that nobody waits for it. */
function pagesOf(rows: Iterable<unknown> | AsyncIterable<unknown>): Pages {
  if (Symbol.asyncIterator in rows) {
    return { [Symbol.asyncIterator]: () => pagesOfOne(rows[Symbol.asyncIterator]()) };
  }
  return {
    async *[Symbol.asyncIterator]() {
      for (const row of rows) yield [await row];
    },
  };
}

function pagesOfOne(rows: AsyncIterator<unknown>): AsyncIterator<readonly unknown[]> {
  return {
    async next() {
      const { done, value } = await rows.next();
      return done === true ? { done, value } : { value: [value] };
    },
    async return() {
      await rows.return?.();
      return { done: true, value: undefined };
    },
  };
}

/** Row by row: the text of them all may be longer than a string can be. */
async function digestOf(input: ActionInput, { action }: CompiledAction): Promise<string> {
  const hash = createHash("sha256");
  const rows = action.batch === undefined ? undefined : getAt(input, action.batch.items);
  const envelope = action.batch === undefined ? input : setAt(input, action.batch.items, []);
  const add = (part: unknown): void => void hash.update(`${JSON.stringify(part)}\n`);
  const pace = new Pace();
  try {
    add(envelope);
    for (const row of Array.isArray(rows) ? rows : []) {
      add(row);
      if (pace.isDue()) await pace.turn();
    }
  } catch {
    throw new ConnectorError(
      "InvalidInput",
      "The input is not plain JSON, and a journal could not know it again.",
    );
  }
  return hash.digest("hex");
}

/** The rest of the input belongs to it, since every call holds it. */
function digestOfStream({ inputDigest, envelope }: StreamOptions): string {
  if (inputDigest !== undefined) {
    if (envelope === undefined) return inputDigest;
    return createHash("sha256")
      .update(`${inputDigest}\n${JSON.stringify(envelope)}`)
      .digest("hex");
  }
  throw new ConnectorError(
    "InvalidOption",
    "A journal of rows that come bit by bit needs inputDigest, by which it knows the same rows again.",
  );
}

interface Ports {
  readonly declared: Declared;
  readonly clock: Clock;
  readonly emit?: (event: RunEvent) => void;
}

/** @param within what another action of the same run shares with it */
function jobOf(
  compiled: CompiledAction,
  session: Session,
  options: RunOptions,
  ports: Ports,
  shared?: Omit<SharedRun, "emit">,
): RunContext {
  const { declared, clock } = ports;
  const { manifest } = declared;
  const { connection } = session;
  const { settings } = connection;
  const { action } = compiled;
  const out = new OutputRedactor(connection.redactor, manifest, action.results);
  const emit = out.listener(ports.emit ?? (() => {}));
  const { deadline, stats } = shared ?? {
    deadline: new Deadline(clock, options.deadline_ms ?? settings.deadline_ms, options.signal),
    stats: new RunStats(clock),
  };
  const target = connection.target(action.service);
  const token = session.token(target.scopes);
  const context: CallContext = {
    rateLimits: session.rateLimits(action.rateLimits, target.url),
    token,
    policy: policyOf(action, manifest),
    retry: action.retry,
    timeoutMs: settings.timeout_ms ?? manifest.http.timeoutMs,
    deadline,
    redactor: connection.redactor,
    onWait: (reason, waitMs) => {
      if (waitMs >= minReportedWaitMs) emit({ type: "wait", reason, waitMs });
    },
    onAttempt: () => {
      stats.calls += 1;
    },
  };
  let authorised: Promise<void> | undefined;
  return {
    compiled,
    manifest,
    serviceUrl: target.url,
    ...rowSettings(options, settings, compiled),
    deadline,
    clock,
    stats,
    emit,
    out,
    unknownFields: new UnknownFields(),
    authorised() {
      // A run that is over asks for no token either.
      deadline.check();
      authorised ??= token
        .get(deadline)
        .then((value) => checkPermissions(value, action.permissions, manifest.permissions));
      return authorised;
    },
    permissions: async () => ofApplication(await token.get(deadline)),
    send: (request) => session.send(request, context),
    contextFor: (name) =>
      jobOf(declared.action(name), session, aboutAnyAction(options), ports, { deadline, stats }),
    capacity: capacityOptions(options),
  };
}

/** The options without those that are about the action's own rows. */
function aboutAnyAction(options: RunOptions): RunOptions {
  const about = { ...options };
  delete about.preflight;
  delete about.overflow;
  return about;
}

/** Shorter waits are not worth a word, in milliseconds. */
const minReportedWaitMs = 1000;

function policyOf(action: Action, manifest: Manifest): CallContext["policy"] {
  const { errors } = manifest.services[action.service] as Manifest["services"][string];
  return {
    idempotent: action.idempotent,
    retryStatuses: action.retry.statuses,
    bisectStatuses: action.bisect?.statuses ?? [],
    notFoundStatuses: action.notFoundStatuses ?? [],
    mayBeEmpty: action.allowEmptyResponse ?? false,
    message: errors.message,
    waitSeconds: errors.waitSeconds === undefined ? undefined : new RegExp(errors.waitSeconds, "u"),
    endpointNotFound:
      errors.endpointNotFound === undefined ? undefined : new RegExp(errors.endpointNotFound, "u"),
    notServedHint: notServedHint(action.request),
    notServedNotice: action.deprecated && deprecationNotice(action.deprecated),
  };
}

/** undefined for an address of which the input gives no part. */
function notServedHint({ path, pathParameters }: Action["request"]): string | undefined {
  if (pathParameters === undefined) return undefined;
  const given = templateNames(path).map((name) => `${wordsOf(pathParameters)}.${name}`);
  return `The service does not know this address: check ${given.join(", ")} of the input, then url, cloud and region of the asset.`;
}
