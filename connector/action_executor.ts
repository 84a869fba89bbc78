/** Runs one action of a service, with rows or without. */
import type { CompiledAction } from "./contract/compiled_action.js";
import type {
  ActionInput,
  ActionOutput,
  DryRunOptions,
  JsonObject,
  OpenJournal,
  Pages,
  Plan,
  PlanOptions,
  PlanPagesOptions,
  RunOptions,
  StreamOptions,
} from "./contract/types.js";
import { dryRun, dryRunRows } from "./engine/dry_run.js";
import { closeJournal, openJournal, wantsJournal } from "./engine/journal/open_journal.js";
import { headerErrors } from "./engine/request/messages.js";
import { checkRequest } from "./engine/request/request_builder.js";
import type { RunContext } from "./engine/run_context.js";
import { run, stream } from "./engine/run_rows.js";
import { streamEnvelope } from "./engine/stream_envelope.js";
import { checkInput } from "./engine/validate_input.js";
import type { Listener } from "./engine/warning_limits.js";
import type { Executor } from "./executor.js";
import { comparable, comparablePath } from "./http/auth/harmless_fields.js";
import { digestOfInput, digestOfStream } from "./input_digest.js";
import { assertJournal, assertRepeatable, checkedOptions, listenerOf, type OptionOwner } from "./options.js";
import type { RunContexts } from "./run_contexts.js";
import type { SyncTarget } from "./sync/sync_types.js";
import { TargetRows } from "./sync/target_rows.js";

/** What running an action needs. */
export interface ActionPorts {
  readonly contexts: RunContexts;
  readonly openFile: OpenJournal;
  /** Version of the declarations. A journal of another version is not resumed. */
  readonly version: string;
  /** Returns how rows of the action are compared with what exists; undefined if no sync imports with it. */
  readonly syncTarget: () => SyncTarget | undefined;
}

/** Executes an action that sends one request, or one request for each batch. */
export class ActionExecutor implements Executor {
  readonly #compiled: CompiledAction;
  readonly #ports: ActionPorts;
  readonly #owner: OptionOwner;

  constructor(compiled: CompiledAction, ports: ActionPorts) {
    this.#compiled = compiled;
    this.#ports = ports;
    this.#owner = { title: compiled.action.title, options: compiled.options };
  }

  check(input: unknown): ActionInput {
    const envelope = checkInput(input, { compiled: this.#compiled, emit: () => {} });
    checkRequest(this.#compiled.action, envelope);
    return envelope;
  }

  checkOptions(options: object, call: "run" | "stream"): void {
    checkedOptions(options, this.#owner, call);
  }

  async run(input: unknown, options: RunOptions | DryRunOptions): Promise<ActionOutput> {
    const emit = listenerOf(checkedOptions(options, this.#owner));
    const envelope = this.#checked(input, options, emit);
    if (isDryRun(options)) return outputOf(await this.#dryRun(envelope, options, emit));
    this.#assertHeaders(envelope, options);
    const context = await this.#open(options, emit, () => digestOfInput(envelope, this.#compiled));
    let isComplete = false;
    try {
      const output = await context.out.output(run(envelope, context));
      isComplete = true;
      return output;
    } finally {
      await end(context, options, isComplete);
    }
  }

  async *streamPages(pages: Pages, options: StreamOptions): AsyncGenerator<JsonObject[], ActionOutput> {
    this.checkOptions(options, "stream");
    const emit = listenerOf(options);
    const envelope = streamEnvelope(this.#compiled, options, emit);
    assertRepeatable(pages, options);
    this.#assertHeaders(envelope, options);
    const context = await this.#open(options, emit, () => digestOfStream(options));
    let isComplete = false;
    try {
      const output = yield* context.out.pages(stream(pages, envelope, context));
      isComplete = true;
      return output;
    } finally {
      await end(context, options, isComplete);
    }
  }

  async plan(input: unknown, options: PlanOptions): Promise<Plan> {
    const emit = listenerOf(checkedOptions(options, this.#owner, "plan"));
    return this.#dryRun(this.#checked(input, options, emit), options, emit);
  }

  async planPages(pages: Pages, options: PlanPagesOptions): Promise<Plan> {
    const emit = listenerOf(checkedOptions(options, this.#owner, "planPages"));
    const envelope = streamEnvelope(this.#compiled, options, emit);
    const context = this.#ports.contexts.dryRun(this.#compiled, options, emit);
    return dryRunRows(pages, envelope, context).finally(() => emit.end());
  }

  #checked(
    input: unknown,
    { unknown_inputs }: Pick<RunOptions, "unknown_inputs">,
    emit: Listener,
  ): ActionInput {
    return checkInput(input, { compiled: this.#compiled, emit, unknown: unknown_inputs });
  }

  #dryRun(envelope: ActionInput, options: PlanOptions, emit: Listener): Promise<Plan> {
    const context = this.#ports.contexts.dryRun(this.#compiled, options, emit);
    return dryRun(envelope, context).finally(() => emit.end());
  }

  /** @throws InvalidInput for a header that contains the credentials of the asset: it would not be sent as given */
  #assertHeaders({ headers = {} }: ActionInput, { asset }: RunOptions): void {
    const own = this.#ports.contexts.session(asset).connection.headers ?? {};
    const name = Object.keys(headers).find((one) => Object.hasOwn(own, one.toLowerCase()));
    if (name !== undefined) throw headerErrors.ownHeader(name);
  }

  /** Returns the context of a run, with the journal if the options ask for one. */
  async #open(
    options: RunOptions,
    emit: Listener,
    digest: () => string | Promise<string>,
  ): Promise<RunContext> {
    const { contexts, openFile, version, syncTarget } = this.#ports;
    const { action } = this.#compiled;
    assertJournal(action, options);
    const session = contexts.session(options.asset);
    const shared = contexts.shared(session, options, emit);
    const context = withListed(contexts.of(this.#compiled, options, shared), options, syncTarget);
    if (!wantsJournal(options)) return context;
    const { connection } = session;
    const [tenant, client] = [comparable(connection.tenant), comparable(connection.client)];
    const { host, pathname } = new URL(connection.target(action.service).url);
    const head = {
      action: action.name,
      version,
      target: { host, path: comparablePath(pathname), tenant, client },
      input: await digest(),
    };
    return { ...context, journal: await openJournal(options, head, openFile, emit) };
  }
}

/** Returns the context of a run that compares rows with what exists, if the options ask for that. */
function withListed(
  context: RunContext,
  { resume }: RunOptions,
  targetOf: ActionPorts["syncTarget"],
): RunContext {
  const target = resume === "list" ? targetOf() : undefined;
  if (target === undefined) return context;
  return { ...context, listed: new TargetRows(target, context.contextFor) };
}

function isDryRun(options: RunOptions | DryRunOptions): options is DryRunOptions {
  return options.dry_run === true;
}

/** Returns the plan as the output of a run that sent nothing. */
function outputOf(plan: Plan): ActionOutput {
  return { status_code: 200, response_headers: {}, reason: "OK", json_body: plan };
}

async function end(context: RunContext, options: RunOptions, isComplete: boolean): Promise<void> {
  const { journal, stats, emit, unknownFields } = context;
  if (journal !== undefined) await closeJournal(journal, options, isComplete ? stats : undefined, emit);
  unknownFields.emit(emit);
  emit(stats.summary());
}
