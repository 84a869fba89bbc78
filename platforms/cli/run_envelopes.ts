/** `run` on JSON: inputs are read whole, then run one after the other, then written. */
import { type Connector, ConnectorError } from "../../connector/index.js";
import { deliver } from "./deliver.js";
import { formOf } from "./form.js";
import { readInputs } from "./inputs.js";
import { openReport } from "./report.js";
import { runOptions } from "./run_options.js";
import { assertRows, type Given, readyAsset, untilStopped } from "./run_setup.js";
import { Series } from "./series.js";

/** Gives the exit code. Nothing is sent before all inputs have been checked. */
export async function runEnvelopes(given: Given): Promise<number> {
  const { connector, action, options, io } = given;
  const { output } = options;
  const inputs = await checkedInputs(given);
  if (output !== undefined && formOf(output) === "ndjson") assertRows(action);
  const report = await openReport(io, inputs.length);
  const asset = await readyAsset(given, report);
  const series = new Series(connector, action.name, report);
  await untilStopped(report, (signal) => series.run(inputs, { ...runOptions(options), asset, signal }));
  const place = action.results?.items;
  if (series.hasOutput) await deliver(series.outputs, { path: output, place }, io);
  return series.exitCode;
}

/** All inputs, whole; throws what a run of the first bad one would throw. */
export async function checkedInputs({ connector, action, source, io }: Given): Promise<unknown[]> {
  const inputs = await readInputs(source, io);
  checkAll(action.name, inputs, connector);
  return inputs;
}

function checkAll(name: string, inputs: readonly unknown[], connector: Connector): void {
  for (const [index, input] of inputs.entries()) {
    try {
      connector.check(name, input);
    } catch (error) {
      if (inputs.length === 1 || !(error instanceof ConnectorError)) throw error;
      throw new ConnectorError(error.code, `Input ${index + 1}: ${error.message}`, { hint: error.hint });
    }
  }
}
