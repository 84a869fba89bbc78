/** What executors of actions have in common that list a target and then change it. */
import type { CompiledComposed } from "./contract/compiled_action.js";
import { ConnectorError } from "./contract/errors.js";
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
import { partNames } from "./declarations/composed_parts.js";
import { checkRequest } from "./engine/request/request_builder.js";
import type { RunContext } from "./engine/run_context.js";
import { checkInput, type InputCheck } from "./engine/validate_input.js";
import type { Listener } from "./engine/warning_limits.js";
import type { Executor } from "./executor.js";
import { assertJournal, checkedOptions, listenerOf } from "./options.js";
import type { RunContexts, SharedRun } from "./run_contexts.js";

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

/** Executes an action that lists a target and changes it. It accepts its input as a whole only. */
export abstract class TargetExecutor<Compiled extends CompiledComposed> implements Executor {
  protected readonly compiled: Compiled;
  protected readonly ports: TargetPorts;

  constructor(compiled: Compiled, ports: TargetPorts) {
    this.compiled = compiled;
    this.ports = ports;
  }

  /** Checks what the schema of the input does not. @throws ConnectorError */
  protected abstract checkEnvelope(envelope: ActionInput): void;
  /** How a plan is made, for a message. */
  protected abstract readonly howToPlan: string;
  abstract run(input: unknown, options: RunOptions | DryRunOptions): Promise<ActionOutput>;

  check(input: unknown): ActionInput {
    return this.checked(input, {}, () => {});
  }

  checkOptions(options: object, call: "run" | "stream"): void {
    const { composed, options: declared } = this.compiled;
    const { title } = composed;
    assertJournal(
      { title },
      checkedOptions<Partial<RunOptions>>(options, { title, options: declared }, call),
    );
  }

  async *streamPages(): AsyncGenerator<JsonObject[], ActionOutput> {
    yield* [];
    throw this.#invalid("accepts its input as a whole only.");
  }

  plan(): Promise<Plan> {
    return Promise.reject(this.#invalid(this.howToPlan));
  }

  planPages(): Promise<Plan> {
    return this.plan();
  }

  #invalid(what: string): ConnectorError {
    return new ConnectorError("InvalidInput", `${this.compiled.composed.title} ${what}`);
  }

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

  protected checked(
    input: unknown,
    { unknown_inputs: unknown }: Pick<RunOptions, "unknown_inputs">,
    emit: Listener | (() => void),
  ): ActionInput {
    const envelope = checkInput(input, { compiled: inputCheck(this.compiled), emit, unknown });
    this.checkEnvelope(envelope);
    const { headers } = envelope;
    if (headers === undefined) return envelope;
    for (const name of partNames(this.compiled.composed))
      checkRequest(this.ports.declared.action(name).action, { headers });
    return envelope;
  }
}

function inputCheck({ composed, ...checks }: CompiledComposed): InputCheck {
  return { action: { title: composed.title }, ...checks };
}
