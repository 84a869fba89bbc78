/** Executes an action that makes a target equal to the rows of its input. */
import type { CompiledComposed } from "./contract/compiled_action.js";
import { ConnectorError } from "./contract/errors.js";
import { getAt, setAt } from "./contract/json_pointer.js";
import type {
  ActionInput,
  ActionOutput,
  Clock,
  DryRunOptions,
  JsonObject,
  OpenJournal,
  Plan,
  RunOptions,
} from "./contract/types.js";
import type { Declared } from "./declarations/compile_action.js";
import { StepOutcomes } from "./engine/composite/step_outcomes.js";
import { checkRequest } from "./engine/request/request_builder.js";
import { withOutput } from "./engine/results/build_output.js";
import { checkInput, type InputCheck } from "./engine/validate_input.js";
import type { Listener } from "./engine/warning_limits.js";
import type { Executor } from "./executor.js";
import { assertJournal, checkedOptions, listenerOf } from "./options.js";
import type { RunContexts } from "./run_contexts.js";
import { checkRules } from "./sync/check_rules.js";
import { intervalMs } from "./sync/interval.js";
import { runSync, type SyncPorts } from "./sync/run_sync.js";
import type { MaxDelete, SyncOutcome, SyncPolicy, SyncRequest, SyncTarget } from "./sync/sync_types.js";

/** An action that syncs. */
export type CompiledSync = CompiledComposed & { readonly composed: { readonly sync: SyncTarget } };

/** What a sync needs. */
export interface SyncExecutorPorts {
  readonly declared: Declared;
  readonly clock: Clock;
  readonly contexts: RunContexts;
  readonly openFile: OpenJournal;
}

/** The settings in an input, next to its rows. */
interface GivenSync {
  readonly name: string;
  readonly policy: SyncPolicy;
  readonly complete?: boolean;
  readonly maxDelete?: MaxDelete;
  readonly every?: string;
}

/** Executes a sync. */
export class SyncExecutor implements Executor {
  readonly #compiled: CompiledSync;
  readonly #ports: SyncExecutorPorts;

  constructor(compiled: CompiledSync, ports: SyncExecutorPorts) {
    this.#compiled = compiled;
    this.#ports = ports;
  }

  check(input: unknown): ActionInput {
    return this.#checked(input, {}, () => {});
  }

  checkOptions(options: object, call: "run" | "stream"): void {
    const { composed, options: declared } = this.#compiled;
    const { title } = composed;
    assertJournal(
      { title },
      checkedOptions<Partial<RunOptions>>(options, { title, options: declared }, call),
    );
  }

  async run(input: unknown, options: RunOptions | DryRunOptions): Promise<ActionOutput> {
    this.checkOptions(options, "run");
    const envelope = this.#checked(input, options, listenerOf(options));
    const request = this.#requestIn(envelope, options.dry_run === true);
    const outcomes = new StepOutcomes(this.#ports.declared.manifest);
    const outcome = await this.#sync(request, options as RunOptions, { outcomes, headers: envelope.headers });
    const output = this.#output(outcome, request, outcomes);
    if (outcome.failure !== undefined) throw withOutput(outcome.failure, output);
    return output;
  }

  /** Runs a sync with rows that do not come from an input. Throws if nothing is known about the target. */
  async sync(request: SyncRequest, options: RunOptions): Promise<SyncOutcome> {
    this.checkOptions(options, "run");
    const outcomes = new StepOutcomes(this.#ports.declared.manifest);
    return this.#sync(request, options, { outcomes, headers: undefined });
  }

  async *streamPages(): AsyncGenerator<JsonObject[], ActionOutput> {
    yield* [];
    throw this.#invalid("accepts its rows as a whole only; run it with an input.");
  }

  plan(): Promise<Plan> {
    return Promise.reject(
      this.#invalid("reads the target to make its plan. Run it with the option dry_run."),
    );
  }

  planPages(): Promise<Plan> {
    return this.plan();
  }

  #invalid(what: string): ConnectorError {
    return new ConnectorError("InvalidInput", `${this.#compiled.composed.title} ${what}`);
  }

  async #sync(
    request: SyncRequest,
    options: RunOptions,
    around: Pick<SyncPorts, "outcomes" | "headers">,
  ): Promise<SyncOutcome> {
    const { declared, contexts, clock, openFile } = this.#ports;
    const emit = listenerOf(options);
    const session = contexts.session(options.asset);
    const out = contexts.out(session);
    const shared = contexts.shared(session, options, out.listener(emit));
    const contextFor = (name: string) => contexts.of(declared.action(name), options, shared);
    const { sync: target } = this.#compiled.composed;
    const ports = { ...around, target, clock, openFile, emit: shared.emit, contextFor };
    try {
      const { failure, ...outcome } = await runSync(request, ports);
      for (const { isFailed, reason } of outcome.results) shared.stats.row(isFailed, reason);
      const masked = await out.report(Promise.resolve(outcome));
      return { ...masked, ...(failure === undefined ? {} : { failure }) };
    } catch (error) {
      throw out.error(error);
    } finally {
      emit(shared.stats.summary());
    }
  }

  /** Returns the usual output: the plan, or counts and one result per row. */
  #output({ plan, results }: SyncOutcome, { planOnly }: SyncRequest, outcomes: StepOutcomes): ActionOutput {
    const head = outcomes.head() ?? { status_code: 200, response_headers: {}, reason: "OK" };
    const counts = { ...plan.counts, held: plan.counts.held ?? 0 };
    const body = setAt({ counts }, this.#compiled.composed.sync.results, results);
    return { ...head, json_body: planOnly === true ? plan : body };
  }

  #requestIn(envelope: ActionInput, planOnly: boolean): SyncRequest {
    const { rows } = this.#compiled.composed.sync;
    const desired = (getAt(envelope, rows) as unknown[]).map((row) => ({ row }));
    const { name, policy, complete = false, maxDelete, every } = envelope.json_body as GivenSync;
    return {
      desired: { rows: desired },
      rules: {
        name,
        policy,
        ...(maxDelete === undefined ? {} : { maxDelete }),
        ...(every === undefined ? {} : { everyMs: intervalMs(every) }),
      },
      sourcesComplete: complete,
      planOnly,
    };
  }

  #checked(
    input: unknown,
    { unknown_inputs: unknown }: Pick<RunOptions, "unknown_inputs">,
    emit: Listener | (() => void),
  ): ActionInput {
    const envelope = checkInput(input, { compiled: inputCheck(this.#compiled), emit, unknown });
    const { sync } = this.#compiled.composed;
    checkRules(this.#requestIn(envelope, false).rules, sync);
    const { headers } = envelope;
    const { list, import: importing, delete: deleting } = sync;
    if (headers !== undefined)
      for (const name of [list.action, importing, deleting])
        checkRequest(this.#ports.declared.action(name).action, { headers });
    return envelope;
  }
}

function inputCheck({ composed, ...checks }: CompiledComposed): InputCheck {
  return { action: { title: composed.title }, ...checks };
}
