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

  /**
   * A service that rejects the test write does what the test expects. Such responses are reported at the end of the test,
   * when it is known whether they are failures.
   */
  async #report(options: RunOptions, shared: SharedRun): Promise<ConnectionReport> {
    const service = testedService(this.ports.declared);
    const rejections: ResponseEvent[] = [];
    let isExpected = false;
    const emit = (event: RunEvent): void => {
      if (isRejection(event, service)) rejections.push(event);
      else shared.emit(event);
    };
    try {
      const report = await this.#tested(options, { ...shared, emit });
      isExpected = report.write === "allowed";
      return report;
    } finally {
      for (const event of rejections) shared.emit(isExpected ? withoutCode(event) : event);
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

/** Returns the name of the service that gets the test write. */
function testedService(declared: Declared): string {
  return declared.action(declared.manifest.connectionTest.action).action.service;
}

function isRejection(event: RunEvent, service: string): event is ResponseEvent {
  return event.type === "response" && event.service === service && event.code === "Rejected";
}

function withoutCode({ code: _code, ...event }: ResponseEvent): ResponseEvent {
  return event;
}
