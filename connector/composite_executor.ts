/** Runs a composed action: rows that pass through its steps, or checks that change nothing. */
import { testConnection, type ConnectionReport } from "./connection_test.js";
import type { CompiledComposed } from "./contract/compiled_action.js";
import { ConnectorError } from "./contract/errors.js";
import type { Composed } from "./contract/generated/meta/composed.js";
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
import { checkedOptions, listenerOf } from "./options.js";
import type { RunContexts, SharedRun } from "./run_contexts.js";

/** What running a composed action needs. */
export interface CompositePorts {
  readonly declared: Declared;
  readonly clock: Clock;
  readonly contexts: RunContexts;
}

/** Executes a composed action. */
export class CompositeExecutor implements Executor {
  readonly #compiled: CompiledComposed;
  readonly #ports: CompositePorts;

  constructor(compiled: CompiledComposed, ports: CompositePorts) {
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
    const message = `${title} is made of several actions and cannot keep a journal. Remove the option ${name}.`;
    throw new ConnectorError("InvalidOption", message);
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
      if (hasRows(composed))
        return await out.output(runSteps(envelope, this.#steps(composed, options, shared)));
      const report = await out.report(this.#report(options, shared));
      return { status_code: 200, response_headers: {}, reason: "OK", json_body: report };
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
      const steps = this.#steps(composed as RowSteps, options, shared);
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

  /** Returns the report of the checks that the declarations name. */
  async report(options: Pick<RunOptions, "asset" | "deadline_ms" | "signal">): Promise<ConnectionReport> {
    this.checkOptions(options, "run");
    const { contexts } = this.#ports;
    const session = contexts.session(options.asset);
    const shared = contexts.shared(session, options, () => {});
    return contexts.out(session).report(this.#report(options, shared));
  }

  /** Returns the error for a plan: the requests of a step depend on the results of the previous step. */
  #noPlan(): ConnectorError {
    const { composed } = this.#compiled;
    const names = composed.steps.flatMap(({ action = [] }) => action).join(", ");
    const hint = names === "" ? undefined : `Plan the actions of its steps: ${names}.`;
    return new ConnectorError(
      "InvalidInput",
      `${composed.title} has no plan: it is made of several actions.`,
      { hint },
    );
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
    for (const { action } of this.#compiled.composed.steps)
      if (action !== undefined && headers !== undefined)
        checkRequest(this.#ports.declared.action(action).action, { headers });
    return envelope;
  }

  #steps(composed: RowSteps, options: RunOptions, shared: SharedRun): StepsJob {
    const { declared, clock, contexts } = this.#ports;
    const { session, ...run } = shared;
    return {
      composed,
      manifest: declared.manifest,
      clock,
      out: contexts.out(session, composed.results),
      ...run,
      other: (name) => contexts.of(declared.action(name), options, shared),
    };
  }

  #report(options: RunOptions, shared: SharedRun): Promise<ConnectionReport> {
    const { declared, contexts } = this.#ports;
    return testConnection({
      checks: new Set(this.#compiled.composed.steps.map(({ check }) => check)),
      declared,
      session: shared.session,
      deadline: shared.deadline,
      other: (name) => contexts.of(declared.action(name), options, shared),
    });
  }
}

/** Returns whether rows pass through the steps. Otherwise the steps are checks. */
export function hasRows(composed: Composed): composed is RowSteps {
  return composed.rows !== undefined && composed.results !== undefined;
}

function inputCheck({ composed, ...checks }: CompiledComposed): InputCheck {
  const { title, rows } = composed;
  return { action: { title, ...(rows === undefined ? {} : { batch: rows }) }, ...checks };
}
