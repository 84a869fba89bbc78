/** Runs one action on rows: validate → batch → send → map results, in input order. Knows no service and no action. */
import { getAt, setAt } from "../contract/json_pointer.js";
import type { ActionInput, ActionOutput, JsonObject, Pages } from "../contract/types.js";
import { BatchDispatcher } from "./batch/batch_dispatcher.js";
import { Fitting } from "./batch/split_too_large.js";
import { stopWhenOver } from "./batch/stall_guard.js";
import { CapacityGate } from "./existing/capacity_gate.js";
import { ExistingGate } from "./existing/existing_gate.js";
import { PreflightScan } from "./existing/preflight_scan.js";
import { JournalWriter } from "./journal/journal_writer.js";
import { ResumeGate } from "./journal/resume_gate.js";
import { RequestMaker } from "./request/request_builder.js";
import { outputOf } from "./results/build_output.js";
import { reportFailure } from "./results/report_failure.js";
import type { ResultSpec } from "./results/row_results.js";
import { RunStatus } from "./results/run_status.js";
import { resultSpec, validateRowSettings } from "./rows/row_context.js";
import { RowGates } from "./rows/row_gates.js";
import { rowKeyOf } from "./rows/row_key.js";
import { RowRun } from "./row_run.js";
import { authorisedSend, type RunContext } from "./run_context.js";
import { initialState, type RunState } from "./run_state.js";
import { runSingleCall } from "./single_call.js";

/**
 * Runs the action on an input that `checkInput` accepted.
 * @param state - what earlier rounds of rows left, if the rows come in rounds
 */
export async function run(input: ActionInput, context: RunContext, state?: RunState): Promise<ActionOutput> {
  const { batch, results } = context.compiled.action;
  if (batch === undefined || results === undefined)
    return runSingleCall(input, {
      ...context,
      send: (request) => authorisedSend(request, context),
      sendOnce: (request) => authorisedSend(request, { ...context, send: context.sendOnce }),
    });
  const rows = getAt(input, batch.items) as unknown[];
  const collected: JsonObject[] = [];
  const envelope = setAt(input, batch.items, []) as ActionInput;
  const pages = runRows([rows], envelope, context, { state, total: rows.length });
  for (;;) {
    const { done, value } = await pages.next();
    if (done === true) return outputOf(value, collected, context);
    for (const result of value) collected.push(result);
  }
}

/**
 * Runs the action on rows that arrive page by page. Yields the results in order, then returns the output without
 * them. Throws like {@link run}, after the last result.
 */
export async function* stream(
  rows: Pages,
  envelope: ActionInput,
  context: RunContext,
): AsyncGenerator<JsonObject[], ActionOutput> {
  const status = yield* runRows(rows, envelope, context);
  return outputOf(status, [], context);
}

/** What is known about a run before its first row. */
interface RowsKnown {
  readonly state?: RunState | undefined;
  /** Number of rows; absent if the rows arrive page by page. */
  readonly total?: number;
}

/** Sets up the stages of the run and returns its results. @param envelope - the input without its rows */
function runRows(
  source: Pages,
  envelope: ActionInput,
  context: RunContext,
  { state = initialState(), total }: RowsKnown = {},
): AsyncGenerator<JsonObject[], RunStatus> {
  const { compiled, journal, serviceUrl, stats } = context;
  const spec = resultSpec(compiled);
  const status = resumedStatus(context);
  const writer = journal && new JournalWriter(journal, spec, status, context);
  const requests = new RequestMaker(compiled.action, serviceUrl, envelope);
  const rowSettings = validateRowSettings(context, spec);
  state.capacity ??= capacityGateOf(context, spec);
  state.fitting ??= fittingOf(context, spec, requests);
  const { capacity: capacityGate, fitting } = state;
  const resumeGate = resumeGateOf(context, spec);
  const existingGate = context.listed && new ExistingGate(context.listed, spec);
  const gates = new RowGates({ rowSettings, resumeGate, existingGate, capacityGate, status, stats });
  const shared = { context, spec, status, state, requests, writer };
  const dispatcher = new BatchDispatcher({ ...shared, holdsRows: total !== undefined }, fitting);
  const rows = stopWhenOver(source, context);
  const hasResult = (position: number) => journal?.has(position) === true;
  const scan = new PreflightScan(rows, { rowSettings, deadline: context.deadline, hasResult });
  return new RowRun({ ...shared, gates, dispatcher, scan, total }).results(rows);
}

/** Returns a status that holds the outcomes of earlier runs. */
function resumedStatus(context: RunContext): RunStatus {
  const status = new RunStatus(context.manifest.http.outputHeaders);
  for (const outcome of context.journal?.outcomes ?? []) {
    const failure = status.resume(outcome);
    if (failure !== undefined) reportFailure(failure, undefined, context);
  }
  return status;
}

function resumeGateOf({ compiled, journal }: RunContext, spec: ResultSpec): ResumeGate | undefined {
  const { identity, capacity } = compiled.action;
  return journal && new ResumeGate(journal, rowKeyOf(identity), spec, capacity?.fullPattern);
}

function capacityGateOf(context: RunContext, spec: ResultSpec): CapacityGate | undefined {
  const { capacity, identity: declared } = context.compiled.action;
  const identity = rowKeyOf(declared);
  if (capacity === undefined || identity === undefined) return undefined;
  return new CapacityGate(capacity, { ...context, identity, spec });
}

function fittingOf({ compiled, deadline }: RunContext, spec: ResultSpec, requests: RequestMaker): Fitting {
  const { batch, circuitBreaker } = compiled.action;
  return new Fitting({
    spec,
    envelopeBytes: requests.make([]).body?.length ?? 0,
    textsAs: batch?.scalarField,
    maxTooLarge: circuitBreaker?.maxConsecutiveFailures,
    stop: (error) => deadline.stop(error),
  });
}
