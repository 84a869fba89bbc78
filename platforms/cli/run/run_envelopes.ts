/** `run` on JSON: reads the inputs whole, runs them one after another, then writes the outputs. */
import { type Asset, getAt, type JsonObject, setAt } from "../../../connector/platform_api.js";
import { exitCodes, worst } from "../../shared/exit_code.js";
import type { Io } from "../../shared/io.js";
import { logOf } from "../../shared/log/log_of.js";
import { deliver } from "../io/write_output.js";
import { assertDistinct } from "../io/path_conflicts.js";
import { areBareRows, rowError } from "./check_input.js";
import { writeFailure } from "../ui/failures.js";
import { rowFormOf } from "../feeds/row_files.js";
import { formOf, isTable } from "../io/file_format.js";
import { readInputs } from "../io/input_source.js";
import { openReport } from "../ui/report.js";
import { Delivery } from "./delivery.js";
import { tableReceivers } from "./main_receivers.js";
import { flagErrors, runErrors, runLines, runPlaces } from "./messages.js";
import { RowsInFlight } from "./result_pages.js";
import { filesOf } from "./run_files.js";
import { isForPerson, openRecord, type RunOutcome, type RunRecord } from "./run_record.js";
import { assertRows, type Given, readyAsset, untilStopped } from "./run_setup.js";
import { journalPath, Series } from "./run_inputs.js";

/** Returns how the run ended. Nothing is sent before all inputs have been checked. */
export async function runEnvelopes(given: Given): Promise<RunOutcome> {
  const { connector, action, options, runOptions, io } = given;
  const { output } = options;
  const inputs = await givenInputs(given);
  await assertDistinctJournals(given, inputs.length);
  if (output !== undefined && formOf(output) === "ndjson" && options.to === undefined) assertRows(action);
  const record = await openRecord(given, commonInput(inputs, given));
  const report = await openReport(io, inputs.length, (event) => record.observe(event));
  let asset: Asset;
  try {
    asset = await readyAsset(given, report);
  } catch (error) {
    const { endUnstarted } = await import("./unstarted_run.js");
    const rows = async (): Promise<unknown[][]> => inputs.map((input) => rowsIn(input, given));
    return endUnstarted(error, given, { record, rows });
  }
  const series = new Series(connector, action.name, report);
  const run = (signal: AbortSignal) => series.run(inputs, { ...runOptions, asset, signal });
  await untilStopped(report, run, given.job?.signal ?? given.shared?.signal);
  const delivered = await codeOf(() => deliverAll(given, series), io);
  const kept = await codeOf(() => recorded(given, inputs, series, record), io);
  return record.end({ exitCode: worst([series.exitCode, delivered, kept]), error: series.error });
}

/** Returns the exit code of work, whose failure is written. */
async function codeOf(work: () => Promise<number>, io: Io): Promise<number> {
  try {
    return await work();
  } catch (error) {
    return writeFailure(error, io);
  }
}

/** Returns the inputs of the run. A list that is written as rows is whole unless the input limits it. */
async function givenInputs(given: Given): Promise<unknown[]> {
  const inputs = await checkedInputs(given);
  const { to } = given.options;
  if (to === undefined) return inputs;
  const { assertListFits, wholeLists } = await import("./write_list.js");
  assertListFits(given, to);
  return wholeLists(inputs, given.action);
}

/** Writes the outputs of all inputs to their destination. */
async function deliverAll(given: Given, { hasOutput, outputs }: Series): Promise<number> {
  const { action, options, io } = given;
  const { output, to } = options;
  if (!hasOutput) return exitCodes.done;
  if (to !== undefined) return (await import("./write_list.js")).writeList(given, outputs, to);
  const isReceived = isForPerson(given) || (output !== undefined && isTable(output));
  if (!isReceived) await deliver(outputs, { path: output, place: action.results?.items }, io);
  return exitCodes.done;
}

/** Passes the rows of all inputs with their results to those that record them. Throws the first failure. */
async function recorded(
  given: Given,
  inputs: readonly unknown[],
  { outputs }: Series,
  record: RunRecord,
): Promise<number> {
  const { results } = given.action;
  const receivers = [...(await tableReceivers(given)), ...record.receivers()];
  if (receivers.length === 0 || results === undefined) return exitCodes.done;
  const rows = new RowsInFlight();
  const delivery = new Delivery(receivers, rows, { stop: () => {}, lost: () => {} });
  const unanswered: unknown[] = [];
  for (const [index, input] of inputs.entries()) {
    const all = rowsIn(input, given);
    const found = (getAt(outputs[index]?.json_body, results.items) ?? []) as JsonObject[];
    rows.add(all.slice(0, found.length));
    await delivery.write(found);
    unanswered.push(...all.slice(found.length));
  }
  rows.add(unanswered);
  await delivery.end(outputs.at(-1) ?? { status_code: 0, response_headers: {}, reason: "" });
  if (delivery.error !== undefined) throw delivery.error;
  return exitCodes.done;
}

function rowsIn(input: unknown, { action: { rows = "" } }: Given): unknown[] {
  return (getAt(input, rows) ?? []) as unknown[];
}

/**
 * Returns the part of the inputs that is not rows, for the file of failed rows.
 * @throws ConnectorError InvalidOption if that file is JSON, and the inputs differ in that part
 */
function commonInput(inputs: readonly unknown[], { action, options }: Given): unknown {
  const { rows: place } = action;
  if (place === undefined || options.failed === undefined) return undefined;
  const [first, ...others] = inputs.map((input) => setAt(input, place, []));
  const isSame = others.every((other) => JSON.stringify(other) === JSON.stringify(first));
  if (isSame || rowFormOf(options.failed) !== "json") return first;
  throw flagErrors.failedHoldsOne(options.failed);
}

/** Throws InvalidOption if the journal of any input is a file that the command also reads or writes. */
async function assertDistinctJournals({ options }: Given, inputs: number): Promise<void> {
  const { journal } = options;
  if (journal === undefined) return;
  const journals = Array.from({ length: inputs }, (_, index) => [
    runPlaces.journal(index),
    journalPath(journal, index),
  ]);
  const { "--journal": _first, ...files } = filesOf(options);
  await assertDistinct({ ...files, ...Object.fromEntries(journals) });
}

/** Returns all inputs. Throws what a run of the first bad one would throw. */
export async function checkedInputs(given: Given): Promise<unknown[]> {
  const { action, source, missing, io } = given;
  const content = await readInputs(source, io, missing);
  const inputs: unknown[] = Array.isArray(content) ? content : [content];
  if (missing !== undefined && inputs === content && areBareRows(inputs, action)) {
    const error = rowError(inputs, given) ?? missing;
    throw runErrors.bareRows(error, source.name, given.mapping !== undefined);
  }
  if (inputs.length === 0) logOf(io).write("info", runLines.noInputs(source.name));
  for (const [index, input] of inputs.entries()) {
    const error = rowError(input, given);
    if (error === undefined) continue;
    if (inputs.length === 1) throw error;
    throw runErrors.oneOf(error, index);
  }
  return inputs;
}
