/** Executes a composed action: its rows pass through its steps. */
import type { CompiledComposed } from "./contract/compiled_action.js";
import type { ConnectorError } from "./contract/errors.js";
import type {
  ActionInput,
  ActionOutput,
  Clock,
  JsonObject,
  Pages,
  Plan,
  RunOptions,
  StreamOptions,
} from "./contract/types.js";
import type { Declared } from "./declarations/compile_action.js";
import { stopWhenOver } from "./engine/batch/stall_guard.js";
import { type RowSteps, runSteps, type StepsJob, streamSteps } from "./engine/composite/run_steps.js";
import { wantsJournal } from "./engine/journal/open_journal.js";
import { checkRequest } from "./engine/request/request_builder.js";
import { streamEnvelope } from "./engine/stream_envelope.js";
import { checkInput, type InputCheck } from "./engine/validate_input.js";
import type { Listener } from "./engine/warning_limits.js";
import type { Executor } from "./executor.js";
import { inputErrors, optionErrors } from "./messages.js";
import { checkedOptions, listenerOf } from "./options.js";
import type { RunContexts, SharedRun } from "./run_contexts.js";

/** What running a composed action needs. */
export interface CompositePorts {
  readonly declared: Declared;
  readonly clock: Clock;
  readonly contexts: RunContexts;
}

/** A compiled action with steps. */
export type CompiledSteps = CompiledComposed & { readonly composed: RowSteps };

/** Executes a composed action. */
export class CompositeExecutor implements Executor {
  readonly #compiled: CompiledSteps;
  readonly #ports: CompositePorts;

  constructor(compiled: CompiledSteps, ports: CompositePorts) {
    this.#compiled = compiled;
    this.#ports = ports;
  }

  check(input: unknown): ActionInput {
    return this.#checked(input, {}, () => {});
  }

  checkOptions(options: object, call: "run" | "stream"): void {
    const { composed, options: declared } = this.#compiled;
    const { title } = composed;
    const given = checkedOptions<Partial<RunOptions>>(options, { title, options: declared }, call);
    if (!wantsJournal(given)) return;
    const name = given.journal === undefined ? "journalDir" : "journal";
    throw optionErrors.journalOfSteps(title, name);
  }

  async run(input: unknown, options: RunOptions): Promise<ActionOutput> {
    this.checkOptions(options, "run");
    const { composed } = this.#compiled;
    const emit = listenerOf(options);
    const envelope = this.#checked(input, options, emit);
    const { contexts } = this.#ports;
    const session = contexts.session(options.asset);
    const out = contexts.out(session, composed.results);
    const shared = contexts.shared(session, options, out.listener(emit));
    try {
      return await out.output(runSteps(envelope, this.#steps(options, shared)));
    } finally {
      emit(shared.stats.summary());
    }
  }

  async *streamPages(pages: Pages, options: StreamOptions): AsyncGenerator<JsonObject[], ActionOutput> {
    this.checkOptions(options, "stream");
    const { composed } = this.#compiled;
    const emit = listenerOf(options);
    const envelope = this.#sendable(streamEnvelope(inputCheck(this.#compiled), options, emit));
    const { contexts } = this.#ports;
    const session = contexts.session(options.asset);
    const out = contexts.out(session, composed.results);
    const shared = contexts.shared(session, options, out.listener(emit));
    try {
      const steps = this.#steps(options, shared);
      const rows = stopWhenOver(pages, { deadline: shared.deadline, clock: this.#ports.clock });
      return yield* out.pages(streamSteps(rows, envelope, steps));
    } finally {
      emit(shared.stats.summary());
    }
  }

  plan(): Promise<Plan> {
    return Promise.reject(this.#noPlan());
  }

  planPages(): Promise<Plan> {
    return Promise.reject(this.#noPlan());
  }

  /** Returns the error for a plan: the requests of a step depend on the results of the previous step. */
  #noPlan(): ConnectorError {
    const { composed } = this.#compiled;
    const names = composed.steps.map(({ action }) => action);
    return inputErrors.noPlanOfSteps(composed.title, names);
  }

  #checked(
    input: unknown,
    { unknown_inputs }: Pick<RunOptions, "unknown_inputs">,
    emit: Listener | (() => void),
  ): ActionInput {
    const compiled = inputCheck(this.#compiled);
    return this.#sendable(checkInput(input, { compiled, emit, unknown: unknown_inputs }));
  }

  /** Checks the headers of the input. @throws InvalidInput if a step cannot send them */
  #sendable(envelope: ActionInput): ActionInput {
    const { headers } = envelope;
    if (headers === undefined) return envelope;
    for (const { action } of this.#compiled.composed.steps)
      checkRequest(this.#ports.declared.action(action).action, { headers });
    return envelope;
  }

  #steps(options: RunOptions, shared: SharedRun): StepsJob {
    const { declared, clock, contexts } = this.#ports;
    const { composed } = this.#compiled;
    const { session, ...run } = shared;
    return {
      composed,
      manifest: declared.manifest,
      clock,
      out: contexts.out(session, composed.results),
      ...run,
      contextFor: (name) => contexts.of(declared.action(name), options, shared),
    };
  }
}

function inputCheck({ composed, ...checks }: CompiledSteps): InputCheck {
  return { action: { title: composed.title, batch: composed.rows }, ...checks };
}
