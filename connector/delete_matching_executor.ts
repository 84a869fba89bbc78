/** Executes an action that deletes what matches a filter. */
import type { CompiledComposed } from "./contract/compiled_action.js";
import { setAt } from "./contract/json_pointer.js";
import type { ActionInput, ActionOutput, DryRunOptions, RunOptions } from "./contract/types.js";
import type { Composed } from "./contract/generated/meta/composed.js";
import { StepOutcomes } from "./engine/composite/step_outcomes.js";
import { withOutput } from "./engine/results/build_output.js";
import { wholeInputMessages } from "./messages.js";
import { listenerOf } from "./options.js";
import { deleteMatching, type MatchingOutcome } from "./sync/delete_matching.js";
import { TargetExecutor } from "./target_executor.js";

/** An action that deletes what matches a filter. */
export type CompiledDeleteMatching = CompiledComposed & {
  readonly composed: { readonly deleteMatching: NonNullable<Composed["deleteMatching"]> };
};

/** Executes a delete by filter. */
export class DeleteMatchingExecutor extends TargetExecutor<CompiledDeleteMatching> {
  protected readonly noPlan = wholeInputMessages.deletePlan;

  async run(input: unknown, options: RunOptions | DryRunOptions): Promise<ActionOutput> {
    this.checkOptions(options, "run");
    const envelope = this.checked(input, options, listenerOf(options));
    const outcomes = new StepOutcomes(this.ports.declared.manifest);
    const { output, failure } = await this.within(options as RunOptions, async ({ shared, contextFor }) => {
      const outcome = await deleteMatching({
        target: this.compiled.composed.deleteMatching,
        input: envelope,
        planOnly: options.dry_run === true,
        maxDelete: options.max_delete,
        outcomes,
        headers: envelope.headers,
        contextFor,
      });
      for (const { isFailed, failureReason } of outcome.results) shared.stats.row(isFailed, failureReason);
      shared.stats.emitRows(shared.emit);
      return { value: this.#output(outcome, outcomes), failure: outcome.failure };
    });
    if (failure !== undefined) throw withOutput(failure, output);
    return output;
  }

  protected checkEnvelope(_envelope: ActionInput): void {}

  #output({ deleted, results }: MatchingOutcome, outcomes: StepOutcomes): ActionOutput {
    const head = outcomes.head() ?? { status_code: 200, response_headers: {}, reason: "OK" };
    const counts = { matched: results.length, deleted };
    return { ...head, json_body: setAt({ counts }, this.compiled.composed.deleteMatching.results, results) };
  }
}
