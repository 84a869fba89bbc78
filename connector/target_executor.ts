/** What executors of actions have in common that list a target and then change it. */
import type { CompiledComposed } from "./contract/compiled_action.js";
import type { ConnectorError } from "./contract/errors.js";
import type { ActionInput, Clock, OpenJournal, RunOptions } from "./contract/types.js";
import type { Declared } from "./declarations/compile_action.js";
import { partNames } from "./declarations/composed_parts.js";
import { checkRequest } from "./engine/request/request_builder.js";
import type { RunContext } from "./engine/run_context.js";
import type { Listener } from "./engine/warning_limits.js";
import { wholeInputMessages } from "./messages.js";
import { listenerOf } from "./options.js";
import type { RunContexts, SharedRun } from "./run_contexts.js";
import { WholeInputExecutor } from "./whole_input_executor.js";

/** What such an executor needs. */
export interface TargetPorts {
  readonly declared: Declared;
  readonly clock: Clock;
  readonly contexts: RunContexts;
  readonly openFile: OpenJournal;
}

/** What the actions of one run share. */
export interface TargetRun {
  readonly shared: SharedRun;
  readonly contextFor: (name: string) => RunContext;
}

/** A value to mask, and why calls ended early. */
interface Outcome<T> {
  readonly value: T;
  readonly failure: ConnectorError | undefined;
}

/** Executes an action that lists a target and changes it. */
export abstract class TargetExecutor<Compiled extends CompiledComposed> extends WholeInputExecutor<
  Compiled,
  TargetPorts
> {
  protected readonly noStream = wholeInputMessages.targetStream;

  /** Checks what the schema of the input does not. @throws ConnectorError */
  protected abstract checkEnvelope(envelope: ActionInput): void;

  /** Does the work in a run, and masks the secrets in what it returns and throws. */
  protected async within<T>(
    options: RunOptions,
    work: (run: TargetRun) => Promise<Outcome<T>>,
  ): Promise<{ readonly output: T; readonly failure: ConnectorError | undefined }> {
    const { contexts, declared } = this.ports;
    const emit = listenerOf(options);
    const session = contexts.session(options.asset);
    const out = contexts.out(session);
    const shared = contexts.shared(session, options, out.listener(emit));
    const contextFor = (name: string) => contexts.of(declared.action(name), options, shared);
    try {
      const { value, failure } = await work({ shared, contextFor });
      return { output: await out.report(Promise.resolve(value)), failure };
    } catch (error) {
      throw out.error(error);
    } finally {
      emit(shared.stats.summary());
    }
  }

  /** Returns the checked input. @throws InvalidInput, also if a part of the action cannot send the headers */
  protected override checked(
    input: unknown,
    options: Pick<RunOptions, "unknown_inputs">,
    emit: Listener | (() => void),
  ): ActionInput {
    const envelope = super.checked(input, options, emit);
    this.checkEnvelope(envelope);
    const { headers } = envelope;
    if (headers === undefined) return envelope;
    for (const name of partNames(this.compiled.composed))
      checkRequest(this.ports.declared.action(name).action, { headers });
    return envelope;
  }
}
