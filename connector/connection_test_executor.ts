/** Executes the action that tests a connection. */
import { type ConnectionReport, testConnection } from "./connection_test.js";
import { loginEnds } from "./call_reports.js";
import type { CompiledComposed } from "./contract/compiled_action.js";
import type { ResponseEvent } from "./contract/run_events.js";
import type { ActionOutput, RunEvent, RunOptions } from "./contract/types.js";
import type { Declared } from "./declarations/compile_action.js";
import { inputMessages } from "./engine/messages.js";
import { wholeInputMessages } from "./messages.js";
import { listenerOf } from "./options.js";
import type { RunContexts, SharedRun } from "./run_contexts.js";
import { WholeInputExecutor } from "./whole_input_executor.js";

/** What the test needs. */
export interface ConnectionTestPorts {
  readonly declared: Declared;
  readonly contexts: RunContexts;
}

/** Executes the connection test. */
export class ConnectionTestExecutor extends WholeInputExecutor<CompiledComposed, ConnectionTestPorts> {
  protected readonly noStream = inputMessages.acceptsNoRows;
  protected readonly noPlan = wholeInputMessages.testPlan;

  async run(input: unknown, options: RunOptions): Promise<ActionOutput> {
    this.checkOptions(options, "run");
    const emit = listenerOf(options);
    this.checked(input, options, emit);
    const { contexts } = this.ports;
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

  /** Returns the report alone. */
  async report(
    options: Pick<RunOptions, "asset" | "deadline_ms" | "onEvent" | "signal">,
  ): Promise<ConnectionReport> {
    this.checkOptions(options, "run");
    const { contexts } = this.ports;
    const session = contexts.session(options.asset);
    const out = contexts.out(session);
    const shared = contexts.shared(session, options, out.listener(listenerOf(options)));
    return out.report(this.#report(options, shared));
  }

  /** A service that rejects the test write does what the test expects: that response is not reported as a failure. */
  async #report(options: RunOptions, shared: SharedRun): Promise<ConnectionReport> {
    const rejections = new Rejections(shared.emit, this.ports.declared);
    try {
      const report = await this.#tested(options, { ...shared, emit: (event) => rejections.take(event) });
      if (report.write === "allowed") rejections.expect();
      return report;
    } finally {
      rejections.end();
    }
  }

  #tested(options: RunOptions, shared: SharedRun): Promise<ConnectionReport> {
    const { declared, contexts } = this.ports;
    const { session, deadline, emit } = shared;
    return testConnection({
      parts: this.compiled.composed.connectionTest ?? [],
      declared,
      session,
      tokenFor: (scopes) => session.token(scopes).reportedTo(loginEnds(emit)).get(deadline),
      contextFor: (name) => contexts.of(declared.action(name), options, shared),
    });
  }
}

/** Holds responses that reject the test write until the end of the test, which decides whether they are failures. */
class Rejections {
  readonly #emit: SharedRun["emit"];
  readonly #service: string;
  #held: ResponseEvent[] = [];

  constructor(emit: SharedRun["emit"], declared: Declared) {
    this.#emit = emit;
    this.#service = declared.action(declared.manifest.connectionTest.action).action.service;
  }

  take(event: RunEvent): void {
    const isRejection =
      event.type === "response" && event.service === this.#service && event.code === "Rejected";
    if (isRejection) this.#held.push(event);
    else this.#emit(event);
  }

  /** Makes the held responses expected ones, which have no code of a failure. */
  expect(): void {
    this.#held = this.#held.map(({ code: _code, ...event }) => event);
  }

  end(): void {
    for (const event of this.#held) this.#emit(event);
  }
}
