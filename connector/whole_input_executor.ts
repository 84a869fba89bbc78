/** What executors of actions have in common that accept their input as a whole only. */
import type { CompiledComposed } from "./contract/compiled_action.js";
import type {
  ActionInput,
  ActionOutput,
  DryRunOptions,
  JsonObject,
  Pages,
  Plan,
  RunOptions,
  StreamOptions,
} from "./contract/types.js";
import { checkInput } from "./engine/validate_input.js";
import type { Listener } from "./engine/warning_limits.js";
import type { Executor } from "./executor.js";
import { inputErrors } from "./messages.js";
import { assertJournal, checkedOptions } from "./options.js";

/** Executes an action that has no rows of its own, so that rows cannot be streamed to it. */
export abstract class WholeInputExecutor<Compiled extends CompiledComposed, Ports> implements Executor {
  protected readonly compiled: Compiled;
  protected readonly ports: Ports;
  /** End of the message for streamed rows; begins after the title. */
  protected abstract readonly noStream: string;
  /** End of the message for a plan without a run; begins after the title. */
  protected abstract readonly noPlan: string;

  constructor(compiled: Compiled, ports: Ports) {
    this.compiled = compiled;
    this.ports = ports;
  }

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

  async *streamPages(_pages: Pages, options: StreamOptions): AsyncGenerator<JsonObject[], ActionOutput> {
    this.checkOptions(options, "stream");
    yield* [];
    throw inputErrors.unsupported(this.compiled.composed.title, this.noStream);
  }

  plan(): Promise<Plan> {
    return Promise.reject(inputErrors.unsupported(this.compiled.composed.title, this.noPlan));
  }

  planPages(): Promise<Plan> {
    return this.plan();
  }

  /** Returns the checked input. @throws InvalidInput */
  protected checked(
    input: unknown,
    { unknown_inputs: unknown }: Pick<RunOptions, "unknown_inputs">,
    emit: Listener | (() => void),
  ): ActionInput {
    const { composed, ...checks } = this.compiled;
    return checkInput(input, { compiled: { action: { title: composed.title }, ...checks }, emit, unknown });
  }
}
