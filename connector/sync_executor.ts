/** Executes an action that makes a target equal to the rows of its input. */
import type { CompiledComposed } from "./contract/compiled_action.js";
import { getAt, setAt } from "./contract/json_pointer.js";
import type { ActionInput, ActionOutput, DryRunOptions, RunOptions } from "./contract/types.js";
import { StepOutcomes } from "./engine/composite/step_outcomes.js";
import { withOutput } from "./engine/results/build_output.js";
import { wholeInputMessages } from "./messages.js";
import { listenerOf } from "./options.js";
import { checkRules } from "./sync/check_rules.js";
import { intervalMs } from "./sync/interval.js";
import { runSync, type SyncPorts } from "./sync/run_sync.js";
import type { MaxDelete, SyncOutcome, SyncPolicy, SyncRequest, SyncTarget } from "./sync/sync_types.js";
import { TargetExecutor } from "./target_executor.js";

/** An action that syncs. */
export type CompiledSync = CompiledComposed & { readonly composed: { readonly sync: SyncTarget } };

/** The settings in an input, next to its rows. */
interface GivenSync {
  readonly name: string;
  readonly policy: SyncPolicy;
  readonly complete?: boolean;
  readonly maxDelete?: MaxDelete;
  readonly every?: string;
}

/** Executes a sync. */
export class SyncExecutor extends TargetExecutor<CompiledSync> {
  protected readonly noPlan = wholeInputMessages.syncPlan;

  async run(input: unknown, options: RunOptions | DryRunOptions): Promise<ActionOutput> {
    this.checkOptions(options, "run");
    const envelope = this.checked(input, options, listenerOf(options));
    const request = this.#requestIn(envelope, options.dry_run === true);
    const outcomes = new StepOutcomes(this.ports.declared.manifest);
    const outcome = await this.#sync(request, options as RunOptions, { outcomes, headers: envelope.headers });
    const output = this.#output(outcome, request, outcomes);
    if (outcome.failure !== undefined) throw withOutput(outcome.failure, output);
    return output;
  }

  /** Runs a sync with rows that do not come from an input. Throws if nothing is known about the target. */
  async sync(request: SyncRequest, options: RunOptions): Promise<SyncOutcome> {
    this.checkOptions(options, "run");
    const outcomes = new StepOutcomes(this.ports.declared.manifest);
    return this.#sync(request, options, { outcomes, headers: undefined });
  }

  protected checkEnvelope(envelope: ActionInput): void {
    checkRules(this.#requestIn(envelope, true).rules, this.compiled.composed.sync);
  }

  async #sync(
    request: SyncRequest,
    options: RunOptions,
    around: Pick<SyncPorts, "outcomes" | "headers">,
  ): Promise<SyncOutcome> {
    const { clock, openFile } = this.ports;
    const { sync: target } = this.compiled.composed;
    const { output, failure } = await this.within(options, async ({ shared, contextFor }) => {
      const ports = { ...around, target, clock, openFile, emit: shared.emit, contextFor };
      const { failure: early, ...value } = await runSync(request, ports);
      for (const { isFailed, reason } of value.results) shared.stats.row(isFailed, reason);
      shared.stats.emitRows(shared.emit);
      return { value, failure: early };
    });
    return { ...output, ...(failure === undefined ? {} : { failure }) };
  }

  /** Returns the usual output: the plan, or counts and one result per row. */
  #output({ plan, results }: SyncOutcome, { planOnly }: SyncRequest, outcomes: StepOutcomes): ActionOutput {
    const head = outcomes.head() ?? { status_code: 200, response_headers: {}, reason: "OK" };
    const counts = { ...plan.counts, held: plan.counts.held ?? 0 };
    const body = setAt({ counts }, this.compiled.composed.sync.results, results);
    return { ...head, json_body: planOnly === true ? plan : body };
  }

  #requestIn(envelope: ActionInput, planOnly: boolean): SyncRequest {
    const { rows } = this.compiled.composed.sync;
    const given = (getAt(envelope, rows) ?? []) as unknown[];
    const desired = given.map((row) => ({ row }));
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
}
