/** Executes the action that tests a connection. */
import { type ConnectionReport, testConnection } from "./connection_test.js";
import { loginEnds } from "./call_reports.js";
import type { CompiledComposed } from "./contract/compiled_action.js";
import type { ActionOutput, RunOptions } from "./contract/types.js";
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

  #report(options: RunOptions, shared: SharedRun): Promise<ConnectionReport> {
    const { declared, contexts } = this.ports;
    const { session, deadline, emit } = shared;
    const ofTest = { ...shared, emit: withoutExpectedCodes(emit, declared) };
    return testConnection({
      parts: this.compiled.composed.connectionTest ?? [],
      declared,
      session,
      tokenFor: (scopes) => session.token(scopes).reportedTo(loginEnds(emit)).get(deadline),
      contextFor: (name) => contexts.of(declared.action(name), options, ofTest),
    });
  }
}

/** A service that rejects the test write does what the test expects: its response is not reported as a failure. */
function withoutExpectedCodes(emit: SharedRun["emit"], declared: Declared): SharedRun["emit"] {
  const { connectionTest } = declared.manifest;
  const { service } = declared.action(connectionTest.action).action;
  return (event) => {
    if (event.type !== "response" || event.service !== service || event.code !== "Rejected")
      return emit(event);
    const { code, ...accepted } = event;
    emit(connectionTest.allowed.includes(event.status ?? 0) ? accepted : { ...accepted, code });
  };
}
