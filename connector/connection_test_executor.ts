/** Executes the action that tests a connection. */
import { type ConnectionReport, testConnection } from "./connection_test.js";
import type { CompiledComposed } from "./contract/compiled_action.js";
import { ConnectorError } from "./contract/errors.js";
import type {
  ActionInput,
  ActionOutput,
  JsonObject,
  Pages,
  Plan,
  RunEvent,
  RunOptions,
  StreamOptions,
} from "./contract/types.js";
import type { Declared } from "./declarations/compile_action.js";
import { streamEnvelope } from "./engine/stream_envelope.js";
import { checkInput, type InputCheck } from "./engine/validate_input.js";
import type { Executor } from "./executor.js";
import { assertJournal, checkedOptions, listenerOf } from "./options.js";
import type { RunContexts, SharedRun } from "./run_contexts.js";

/** What the test needs. */
export interface ConnectionTestPorts {
  readonly declared: Declared;
  readonly contexts: RunContexts;
}

/** Executes the connection test. It has no rows. */
export class ConnectionTestExecutor implements Executor {
  readonly #compiled: CompiledComposed;
  readonly #ports: ConnectionTestPorts;

  constructor(compiled: CompiledComposed, ports: ConnectionTestPorts) {
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

  async run(input: unknown, options: RunOptions): Promise<ActionOutput> {
    this.checkOptions(options, "run");
    const emit = listenerOf(options);
    this.#checked(input, options, emit);
    const { contexts } = this.#ports;
    const session = contexts.session(options.asset);
    const out = contexts.out(session);
    const shared = contexts.shared(session, options, out.listener(emit));
    try {
      const report = await out.report(this.#report(options, shared));
      return { status_code: 200, response_headers: {}, reason: "OK", json_body: report };
    } finally {
      emit(shared.stats.summary());
    }
  }

  /** Throws InvalidInput, because the test accepts no rows. */
  // oxlint-disable-next-line require-yield
  async *streamPages(_pages: Pages, options: StreamOptions): AsyncGenerator<JsonObject[], ActionOutput> {
    this.checkOptions(options, "stream");
    streamEnvelope(this.#inputCheck(), options, listenerOf(options));
    throw this.#noPlan();
  }

  plan(): Promise<Plan> {
    return Promise.reject(this.#noPlan());
  }

  planPages(): Promise<Plan> {
    return Promise.reject(this.#noPlan());
  }

  /** Returns the report alone. */
  async report(options: Pick<RunOptions, "asset" | "deadline_ms" | "signal">): Promise<ConnectionReport> {
    this.checkOptions(options, "run");
    const { contexts } = this.#ports;
    const session = contexts.session(options.asset);
    const shared = contexts.shared(session, options, () => {});
    return contexts.out(session).report(this.#report(options, shared));
  }

  #checked(
    input: unknown,
    { unknown_inputs }: Pick<RunOptions, "unknown_inputs">,
    emit: (event: RunEvent) => void,
  ): ActionInput {
    return checkInput(input, { compiled: this.#inputCheck(), emit, unknown: unknown_inputs });
  }

  #inputCheck(): InputCheck {
    const { composed, ...checks } = this.#compiled;
    return { action: { title: composed.title }, ...checks };
  }

  #report(options: RunOptions, shared: SharedRun): Promise<ConnectionReport> {
    const { declared, contexts } = this.#ports;
    return testConnection({
      parts: this.#compiled.composed.connectionTest ?? [],
      declared,
      session: shared.session,
      deadline: shared.deadline,
      contextFor: (name) => contexts.of(declared.action(name), options, shared),
    });
  }

  #noPlan(): ConnectorError {
    return new ConnectorError(
      "InvalidInput",
      `${this.#compiled.composed.title} has no plan: it changes nothing.`,
    );
  }
}
