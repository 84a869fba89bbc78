/** Puts the connector together: declarations, sessions, and the runner over them. */
import { ConnectorError } from "./contract/errors.js";
import type { Action } from "./contract/generated/meta/action.js";
import type { Manifest } from "./contract/generated/meta/manifest.js";
import type { RowRules } from "./contract/generated/meta/rules.js";
import type { CompiledAction } from "./contract/ports.js";
import type {
  ActionOutput,
  Asset,
  Clock,
  JsonObject,
  RunEvent,
  RunOptions,
  StreamOptions,
} from "./contract/types.js";
import { UnreadableRow } from "./contract/unreadable_row.js";
import { type Declared, declare } from "./declare/declare.js";
import { assetFieldNames, environmentAsset } from "./declare/environment_asset.js";
import { type Declarations, load, rulesAt } from "./declare/load.js";
import { packageRoot } from "./declare/root.js";
import { type BudgetStore, memoryBudgets } from "./http/budget.js";
import { httpTransport, type Transport, type WireSettings } from "./http/client.js";
import { systemClock } from "./http/clock.js";
import { Deadline } from "./http/deadline.js";
import { checkPermissions, claims, granted } from "./http/permission.js";
import type { Environment } from "./http/proxy.js";
import type { CallContext } from "./http/send.js";
import { type Session, Sessions } from "./http/session.js";
import { checkedHeaders } from "./run/request.js";
import { checkInput, type Job, run } from "./run/runner.js";
import { Tally } from "./run/tally.js";

/** What a connector is made with. All of it has a default; tests give a time and a network of their own. */
export interface ConnectorOptions {
  /** The declarations; the package's own where none are given. */
  declarations?: Declarations;
  clock?: Clock;
  /** Environment variables, for the proxy settings. */
  env?: Environment;
  /** Where rate budgets live. The default is one store for the whole process. */
  budgets?: BudgetStore;
  /** Makes the way to the network. */
  transport?: (settings: WireSettings) => Transport;
  /** Numbers in [0, 1), for the spread of waits. */
  random?: () => number;
}

/** What `actions()` tells about an action. */
export interface ActionSummary {
  name: string;
  title: string;
  description: string;
  effect: Action["effect"];
}

/** What `describe()` tells: the declaration with its schemas, budgets and permissions spelled out. */
export interface ActionDescription extends ActionSummary {
  id: string;
  documents: string[];
  service: string;
  request: Action["request"];
  idempotent: boolean;
  batch?: Action["batch"];
  /** How rows and results belong together; `items` is where the results stand in the body of the output. */
  results?: Action["results"];
  budgets: Record<string, Manifest["budgets"][string]>;
  permissions: Action["permissions"];
  /** What the permissions are called on the consent page, and where they are found. */
  permissionNames: Manifest["permissions"];
  /** What each row must be beyond its shape, with the document or measurement behind it. */
  rules: { code: string; sentence: string; source?: string }[];
  /** JSON Schemas; `$ref`s are paths beside the file. */
  input: JsonObject;
  output: JsonObject;
  examples: Action["examples"];
}

/** What `testConnection()` found. */
export interface ConnectionReport {
  kind: string;
  host: string;
  tenant: string;
  client: string;
  /** Permissions in the token; absent where it is opaque. */
  permissions?: string[];
  /** Per action, whether the token permits it; with what is missing where not. */
  actions: { action: string; permitted: boolean; missing?: string }[];
  /** What the service said to a write that changes nothing. */
  write: "allowed" | "denied" | "unknown";
  /** Status of that call. */
  status: number;
}

/** The connector. */
export interface Connector {
  readonly manifest: Manifest;
  actions(): ActionSummary[];
  /** Throws UnknownAction. */
  describe(name: string): ActionDescription;
  /** Throws what {@link run} throws for that name and input; sends nothing. */
  check(name: string, input: unknown): void;
  /**
   * Runs an action. Throws ConnectorError for an unknown action, a broken input or asset, and where nothing
   * answered; then `error.output` holds what is known of the rows.
   */
  run(name: string, input: unknown, options: RunOptions): Promise<ActionOutput>;
  /** Rows in, results out, in order; returns the output without its rows when done. */
  streamPages(
    name: string,
    pages: AsyncIterable<readonly unknown[]> | Iterable<readonly unknown[]>,
    options: StreamOptions,
  ): AsyncGenerator<JsonObject[], ActionOutput>;
  /** An asset made of environment variables: the manifest's prefix, then the field in capitals. */
  assetFromEnvironment(env: Environment): Asset;
  /** Names of all fields that an asset may hold, whatever its kind: platforms that mix asset and input split by them. */
  assetFields(): string[];
  /** Gets a token and asks the service, without changing anything. Throws what the login or the network throws. */
  testConnection(options: Pick<RunOptions, "asset" | "deadline_ms" | "signal">): Promise<ConnectionReport>;
}

/** Budgets belong to an application, not to a connector: all connectors of a process share them. */
const processBudgets = memoryBudgets(systemClock);

/** Loads the declarations and gives the connector. Throws InvalidDeclaration. */
export async function createConnector(options: ConnectorOptions = {}): Promise<Connector> {
  const declared = await declare(options.declarations ?? load(packageRoot()));
  const clock = options.clock ?? systemClock;
  const sessions = new Sessions({
    manifest: declared.manifest,
    clock,
    env: options.env ?? process.env,
    budgets: options.budgets ?? (options.clock === undefined ? processBudgets : memoryBudgets(clock)),
    random: options.random ?? Math.random,
    transport: options.transport ?? httpTransport,
    checkAsset: declared.checkAsset,
  });
  const connector: Connector = {
    manifest: declared.manifest,
    actions: () => [...declared.declarations.actions.values()].map(summaryOf),
    describe: (name) => descriptionOf(declared.action(name).action, declared),
    check(name, input) {
      const { headers } = checkInput(input, { compiled: declared.action(name), tell: () => {} });
      checkedHeaders(headers ?? {});
    },
    async run(name, input, runOptions) {
      const compiled = declared.action(name);
      const tell = listenerOf(checkedOptions(runOptions));
      const frame = checkInput(input, { compiled, tell });
      const session = sessions.of(runOptions.asset);
      const job = jobOf(compiled, session, runOptions, { declared, clock, tell });
      try {
        return await run(frame, job);
      } finally {
        tell(job.tally.summary());
      }
    },
    streamPages: stubStream,
    assetFromEnvironment: (env) => environmentAsset(env, declared.declarations),
    assetFields: () => assetFieldNames(declared.declarations),
    testConnection: async (runOptions) =>
      testConnection(sessions.of(checkedOptions(runOptions).asset), runOptions, { declared, clock }),
  };
  return connector;

  async function* stubStream(
    name: string,
    pages: AsyncIterable<readonly unknown[]> | Iterable<readonly unknown[]>,
    runOptions: StreamOptions,
  ): AsyncGenerator<JsonObject[], ActionOutput> {
    const rows: unknown[] = [];
    let broken: unknown;
    try {
      for await (const page of pages) rows.push(...page);
    } catch (error) {
      broken = error;
    }
    const input = {
      json_body: { Indicators: rows.map((row) => (row instanceof UnreadableRow ? null : row)) },
    };
    let output: ActionOutput;
    let failure = broken;
    try {
      const { signal } = broken === undefined ? runOptions : { signal: AbortSignal.abort() };
      output = await connector.run(name, input, {
        ...runOptions,
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (error) {
      failure ??= error;
      output = (error as ConnectorError).output as ActionOutput;
      if (output === undefined) throw error;
    }
    const results = (output.json_body as { value: JsonObject[] }).value;
    for (const [i, row] of rows.entries()) {
      if (row instanceof UnreadableRow)
        (results[i] as JsonObject)["failureReason"] = `InvalidRow: ${row.sentence}`;
    }
    for (let i = 0; i < results.length; i += 500) yield results.slice(i, i + 500);
    const rest = { ...output, json_body: { ...(output.json_body as object), value: [] } };
    if (failure === undefined) return rest;
    if (broken !== undefined) throw broken;
    const { code, message, hint } = failure as ConnectorError;
    throw new ConnectorError(code, message, { hint, output: rest });
  }
}

interface Ports {
  readonly declared: Declared;
  readonly clock: Clock;
  readonly tell?: (event: RunEvent) => void;
}

/** A listener that throws is its owner's trouble; the rows go on. */
function listenerOf({ onEvent }: RunOptions): (event: RunEvent) => void {
  return (event) => {
    try {
      onEvent?.(event);
    } catch {
      // Nobody to tell.
    }
  };
}

function checkedOptions<Options extends Partial<RunOptions>>(options: Options): Options {
  if (typeof options !== "object" || options === null) {
    throw new ConnectorError("InvalidOption", "The options are missing; give at least an asset.");
  }
  const { validation, deadline_ms, normalize, signal, onEvent } = options;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new ConnectorError("InvalidOption", "signal must be an AbortSignal.");
  }
  if (onEvent !== undefined && typeof onEvent !== "function") {
    throw new ConnectorError("InvalidOption", "onEvent must be a function.");
  }
  if (validation !== undefined && !["strict", "report", "off"].includes(validation)) {
    throw new ConnectorError(
      "InvalidOption",
      `validation ${JSON.stringify(validation)} is not one of strict, report, off.`,
    );
  }
  if (deadline_ms !== undefined && !(typeof deadline_ms === "number" && deadline_ms > 0)) {
    throw new ConnectorError("InvalidOption", "deadline_ms must be a number of milliseconds above 0.");
  }
  if (normalize !== undefined && typeof normalize !== "boolean") {
    throw new ConnectorError("InvalidOption", "normalize must be true or false.");
  }
  return options;
}

function jobOf(compiled: CompiledAction, session: Session, options: RunOptions, ports: Ports): Job {
  const { declared, clock, tell = () => {} } = ports;
  const { manifest } = declared;
  const { connection } = session;
  const { settings } = connection;
  const { action } = compiled;
  const target = connection.target(action.service);
  const deadline = new Deadline(clock, options.deadline_ms ?? settings.deadline_ms, options.signal);
  const tally = new Tally(clock);
  const token = session.token(target.scopes);
  let authorised: Promise<void> | undefined;
  const context: CallContext = {
    budgets: session.budgets(action.budgets, target.url),
    token,
    policy: policyOf(action, manifest),
    retry: action.retry,
    timeoutMs: settings.timeout_ms ?? manifest.http.timeoutMs,
    deadline,
    redactor: connection.redactor,
    onWait: (reason, waitMs) => {
      if (waitMs >= shortestToldWaitMs) tell({ type: "wait", reason, waitMs });
    },
    onAttempt: () => {
      tally.calls += 1;
    },
  };
  return {
    compiled,
    manifest,
    serviceUrl: target.url,
    validation: options.validation ?? settings.validation ?? "strict",
    normalize: options.normalize ?? settings.normalize ?? false,
    deadline,
    clock,
    tally,
    tell,
    authorised() {
      // A run that is over asks for no token either.
      deadline.check();
      authorised ??= token
        .get(deadline)
        .then((value) => checkPermissions(value, action.permissions, manifest.permissions));
      return authorised;
    },
    send: (request) => session.send(request, context),
  };
}

/** Shorter waits are not worth a word, in milliseconds. */
const shortestToldWaitMs = 1000;

function policyOf(action: Action, manifest: Manifest): CallContext["policy"] {
  const { errors } = manifest.services[action.service] as Manifest["services"][string];
  return {
    idempotent: action.idempotent,
    retryStatuses: action.retry.statuses,
    isolateStatuses: action.isolate?.statuses ?? [],
    wantsJson: action.results !== undefined,
    message: errors.message,
    waitSeconds: errors.waitSeconds === undefined ? undefined : new RegExp(errors.waitSeconds, "u"),
  };
}

function summaryOf({ name, title, description, effect }: Action): ActionSummary {
  return { name, title, description, effect };
}

function descriptionOf(action: Action, { declarations }: Declared): ActionDescription {
  const { manifest, schemas } = declarations;
  return {
    ...summaryOf(action),
    id: action.id,
    documents: action.documents ?? [],
    service: (manifest.services[action.service] as Manifest["services"][string]).title,
    request: action.request,
    idempotent: action.idempotent,
    ...(action.batch === undefined ? {} : { batch: action.batch }),
    ...(action.results === undefined ? {} : { results: action.results }),
    budgets: Object.fromEntries(
      action.budgets.map((name) => [name, manifest.budgets[name] as Manifest["budgets"][string]]),
    ),
    permissions: action.permissions,
    permissionNames: permissionNames(action, manifest),
    rules: action.rules === undefined ? [] : rulesAt(declarations, action.rules).rules.map(ruleOf),
    input: schemas.get(`schemas/actions/${action.name}.input.json`) ?? {},
    output: schemas.get(`schemas/actions/${action.name}.output.json`) ?? {},
    examples: action.examples,
  };
}

function permissionNames({ permissions }: Action, manifest: Manifest): Manifest["permissions"] {
  const names = new Set([...permissions.application, ...permissions.delegated]);
  return Object.fromEntries(Object.entries(manifest.permissions).filter(([name]) => names.has(name)));
}

function ruleOf({ code, sentence, source }: RowRules["rules"][number]): ActionDescription["rules"][number] {
  return { code, sentence, ...(source === undefined ? {} : { source }) };
}

async function testConnection(
  session: Session,
  options: Pick<RunOptions, "asset" | "deadline_ms" | "signal">,
  ports: Ports,
): Promise<ConnectionReport> {
  const { declared } = ports;
  const { connectionTest } = declared.manifest;
  const compiled = declared.action(connectionTest.action);
  const { connection } = session;
  const target = connection.target(compiled.action.service);
  const probe = { ...compiled, action: withoutRows(compiled.action) };
  const job = { ...jobOf(probe, session, options, ports), authorised: () => Promise.resolve() };
  const token = await session.token(target.scopes).get(job.deadline);
  const read = claims(token);
  const actions = [...declared.declarations.actions.values()].map((action) =>
    permissionOf(action, token, declared.manifest),
  );
  const { status_code: status } = await run({ json_body: connectionTest.body }, job);
  return {
    kind: connection.kind,
    host: new URL(target.url).host,
    tenant: connection.tenant,
    client: connection.client,
    ...(read === undefined ? {} : { permissions: granted(read) }),
    actions,
    write: writeOf(status, connectionTest),
    status,
  };
}

/** The action as a plain call, for a body that is sent as it stands. */
function withoutRows(action: Action): Action {
  const { batch: _batch, results: _results, isolate: _isolate, ...plain } = action;
  return plain;
}

function permissionOf(
  action: Action,
  token: string,
  { permissions }: Manifest,
): ConnectionReport["actions"][number] {
  try {
    checkPermissions(token, action.permissions, permissions);
    return { action: action.name, permitted: true };
  } catch (error) {
    return { action: action.name, permitted: false, missing: (error as Error).message };
  }
}

function writeOf(status: number, { allowed, denied }: Manifest["connectionTest"]): ConnectionReport["write"] {
  if (allowed.includes(status)) return "allowed";
  return denied.includes(status) ? "denied" : "unknown";
}
