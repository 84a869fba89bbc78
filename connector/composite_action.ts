/** Runs actions that are made of others: rows that go through them, or checks that change nothing. */
import { type ConnectionReport, testConnection } from "./connection_test.js";
import { ConnectorError } from "./contract/errors.js";
import type { Composed } from "./contract/generated/meta/composed.js";
import type { CompiledAction, CompiledComposed } from "./contract/compiled_action.js";
import type {
  ActionInput,
  ActionOutput,
  Clock,
  JsonObject,
  Pages,
  RunEvent,
  RunOptions,
  StreamOptions,
} from "./contract/types.js";
import type { Declared } from "./declarations/compile_action.js";
import { streamEnvelope } from "./engine/stream_envelope.js";
import { Deadline } from "./http/deadline.js";
import type { Session, Sessions } from "./http/auth/session.js";
import { checkedOptions, listenerOf } from "./options.js";
import type { RunContext } from "./engine/run_context.js";
import { checkRequest } from "./engine/request/request_builder.js";
import { checkInput, type InputCheck } from "./engine/validate_input.js";
import { type RowSteps, runSteps, type StepsJob, streamSteps } from "./engine/composite/run_steps.js";
import { stopWhenOver } from "./engine/batch/stall_guard.js";
import { wantsJournal } from "./engine/journal/open_journal.js";
import { RunStats } from "./engine/results/run_stats.js";
import { OutputRedactor } from "./engine/output_redactor.js";

/** What several actions of one run share. */
export type SharedRun = Pick<RunContext, "deadline" | "stats" | "emit">;

/** Makes the job of one action shared a run. */
export type JobMaker = (
  compiled: CompiledAction,
  session: Session,
  options: RunOptions,
  shared: SharedRun,
) => RunContext;

/** What composed actions are run with. */
export interface ComposedPorts {
  readonly declared: Declared;
  readonly clock: Clock;
  readonly sessions: Pick<Sessions, "of">;
  readonly jobOf: JobMaker;
}

/** All composed actions of the declarations. */
export class ComposedActions {
  readonly #ports: ComposedPorts;

  constructor(ports: ComposedPorts) {
    this.#ports = ports;
  }

  has(name: string): boolean {
    return this.#ports.declared.declarations.composed.has(name);
  }

  /** Throws InvalidInput. */
  check(
    name: string,
    input: unknown,
    emit: (event: RunEvent) => void,
    unknown?: RunOptions["unknown_inputs"],
  ): ActionInput {
    const compiled = this.#compiled(name);
    const envelope = checkInput(input, { compiled: inputCheck(compiled), emit, unknown });
    return this.#sendable(envelope, compiled.composed);
  }

  /** The action; throws InvalidOption for an option that it does not have. */
  checked(name: string, options: object, call: "run" | "stream" = "run"): CompiledComposed {
    const compiled = this.#compiled(name);
    const { title } = compiled.composed;
    const given = checkedOptions<Partial<RunOptions>>(options, { title, options: compiled.options }, call);
    if (!wantsJournal(given)) return compiled;
    const message = `${title} is made of several actions and cannot keep a journal. Remove the option ${given.journal === undefined ? "journalDir" : "journal"}.`;
    throw new ConnectorError("InvalidOption", message);
  }

  async run(name: string, input: unknown, options: RunOptions): Promise<ActionOutput> {
    const { composed } = this.checked(name, options);
    const emit = listenerOf(options);
    const envelope = this.check(name, input, emit, options.unknown_inputs);
    const out = this.#out(options, composed);
    const shared = this.#shared(options, out.listener(emit));
    try {
      if (takesRows(composed))
        return await out.output(runSteps(envelope, this.#stepsJob(composed, options, shared)));
      const report = await out.report(this.#report(composed, options, shared));
      return { status_code: 200, response_headers: {}, reason: "OK", json_body: report };
    } finally {
      emit(shared.stats.summary());
    }
  }

  async *streamPages(
    name: string,
    pages: Pages,
    options: StreamOptions,
  ): AsyncGenerator<JsonObject[], ActionOutput> {
    const compiled = this.checked(name, options, "stream");
    const emit = listenerOf(options);
    const envelope = this.#sendable(streamEnvelope(inputCheck(compiled), options, emit), compiled.composed);
    const out = this.#out(options, compiled.composed);
    const shared = this.#shared(options, out.listener(emit));
    try {
      const job = this.#stepsJob(compiled.composed as RowSteps, options, shared);
      const { clock } = this.#ports;
      const rows = stopWhenOver(pages, { deadline: shared.deadline, clock });
      return yield* out.pages(streamSteps(rows, envelope, job));
    } finally {
      emit(shared.stats.summary());
    }
  }

  /** The report of the checks that the declarations know. */
  async testConnection(
    options: Pick<RunOptions, "asset" | "deadline_ms" | "signal">,
  ): Promise<ConnectionReport> {
    const checks = [...this.#ports.declared.declarations.composed.values()].find((one) => !takesRows(one));
    if (checks !== undefined) this.checked(checks.name, options);
    const shared = this.#shared(options, () => {});
    return this.#out(options, checks).report(this.#report(checks, options, shared));
  }

  /** What a step sends depends on what the one before came to. */
  rejectPlan(name: string): void {
    const composed = this.#ports.declared.declarations.composed.get(name);
    if (composed === undefined) return;
    const names = composed.steps.flatMap(({ action = [] }) => action).join(", ");
    const hint = names === "" ? undefined : `Plan those of its steps: ${names}.`;
    const message = `${composed.title} has no plan: it is made of several actions.`;
    throw new ConnectorError("InvalidInput", message, { hint });
  }

  #compiled(name: string): CompiledComposed {
    return this.#ports.declared.composed(name) as CompiledComposed;
  }

  /** The frame; throws InvalidInput where a step could not send what it holds beside the rows. */
  #sendable(envelope: ActionInput, { steps }: Composed): ActionInput {
    const { headers } = envelope;
    for (const { action } of steps) {
      if (action === undefined || headers === undefined) continue;
      checkRequest(this.#ports.declared.action(action).action, { headers });
    }
    return envelope;
  }

  #shared({ asset, deadline_ms, signal }: RunOptions, emit: SharedRun["emit"]): SharedRun {
    const { clock, sessions } = this.#ports;
    const { settings } = sessions.of(asset).connection;
    const deadline = new Deadline(clock, deadline_ms ?? settings.deadline_ms, signal);
    return { deadline, stats: new RunStats(clock), emit };
  }

  #out({ asset }: Pick<RunOptions, "asset">, composed?: Composed): OutputRedactor {
    const { declared, sessions } = this.#ports;
    return new OutputRedactor(sessions.of(asset).connection.redactor, declared.manifest, composed?.results);
  }

  #stepsJob(composed: RowSteps, options: RunOptions, shared: SharedRun): StepsJob {
    const { declared, clock } = this.#ports;
    const out = this.#out(options, composed);
    return {
      composed,
      manifest: declared.manifest,
      clock,
      out,
      ...shared,
      other: this.#others(options, shared),
    };
  }

  #others(options: RunOptions, shared: SharedRun): (name: string) => RunContext {
    const { declared, sessions, jobOf } = this.#ports;
    const session = sessions.of(options.asset);
    return (name) => jobOf(declared.action(name), session, options, shared);
  }

  #report(composed: Composed | undefined, options: RunOptions, shared: SharedRun): Promise<ConnectionReport> {
    const { declared, sessions } = this.#ports;
    return testConnection({
      checks: new Set(composed?.steps.map(({ check }) => check)),
      declared,
      session: sessions.of(options.asset),
      deadline: shared.deadline,
      other: this.#others(options, shared),
    });
  }
}

function takesRows(composed: Composed): composed is RowSteps {
  return composed.rows !== undefined && composed.results !== undefined;
}

function inputCheck({ composed, ...checks }: CompiledComposed): InputCheck {
  const { title, rows } = composed;
  return {
    action: { title, ...(rows === undefined ? {} : { batch: rows }) },
    ...checks,
  };
}
