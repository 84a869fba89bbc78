/** `run` on JSON: reads the inputs whole, runs them one after another, then writes the outputs. */
import { ConnectorError } from "../../../connector/platform_api.js";
import { worst } from "../../shared/exit_code.js";
import { emit } from "../../shared/io.js";
import { deliver } from "../io/write_output.js";
import { assertDistinct } from "../io/path_conflicts.js";
import { areBareRows, rowError } from "./check_input.js";
import { writeFailure } from "../ui/failures.js";
import { formOf } from "../io/file_format.js";
import { readInputs } from "../io/input_source.js";
import { openReport } from "../ui/report.js";
import { assertRows, type Given, readyAsset, untilStopped } from "./run_setup.js";
import { journalPath, Series } from "./run_inputs.js";

/** Returns the exit code. Nothing is sent before all inputs have been checked. */
export async function runEnvelopes(given: Given): Promise<number> {
  const { connector, action, options, runOptions, io } = given;
  const { output } = options;
  const inputs = await checkedInputs(given);
  await assertDistinctJournals(given, inputs.length);
  if (output !== undefined && formOf(output) === "ndjson") assertRows(action);
  const report = await openReport(io, inputs.length);
  const asset = await readyAsset(given, report);
  const series = new Series(connector, action.name, report);
  await untilStopped(report, (signal) => series.run(inputs, { ...runOptions, asset, signal }));
  const place = action.results?.items;
  try {
    if (series.hasOutput) await deliver(series.outputs, { path: output, place }, io);
    return series.exitCode;
  } catch (error) {
    return worst([series.exitCode, await writeFailure(error, io)]);
  }
}

/** Throws InvalidOption if the journal of any input is a file that the command also reads or writes. */
async function assertDistinctJournals({ source, options }: Given, inputs: number): Promise<void> {
  const { asset, output, journal } = options;
  if (journal === undefined) return;
  const journals = Array.from({ length: inputs }, (_, index) => [
    `The journal of input ${index + 1}`,
    journalPath(journal, index),
  ]);
  await assertDistinct({
    "--input": source.path,
    "--asset": asset,
    "--output": output,
    ...Object.fromEntries(journals),
  });
}

/** Returns all inputs. Throws what a run of the first bad one would throw. */
export async function checkedInputs(given: Given): Promise<unknown[]> {
  const { action, source, missing, io } = given;
  const inputs = await readInputs(source, io, missing);
  if (missing !== undefined && inputs.length > 1 && areBareRows(inputs, action)) {
    const { message, hint } = rowError(inputs, given) ?? missing;
    throw new ConnectorError("InvalidInput", message.replace("The input", source.name), {
      hint: `${hint} Or write one row per line to a file with the extension .ndjson.`,
    });
  }
  if (inputs.length === 0)
    await emit(io, `${source.name} contains an empty list of inputs. Nothing was sent.\n`);
  for (const [index, input] of inputs.entries()) {
    const error = rowError(input, given);
    if (error === undefined) continue;
    if (inputs.length === 1) throw error;
    throw new ConnectorError(error.code, `Input ${index + 1}: ${error.message}`, { hint: error.hint });
  }
  return inputs;
}
