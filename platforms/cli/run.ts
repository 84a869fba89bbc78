/** The command `run`: inputs → outputs, in their order; data on stdout, talk on stderr. */
import {
  ConnectorError,
  type Connector,
  createConnector,
  type RunOptions,
  type ValidationMode,
} from "../../connector/index.js";
import { findAsset } from "../shared/asset_source.js";
import type { Io } from "../shared/io.js";
import { stopOnSignal } from "../shared/stop_signal.js";
import { assertWritable, deliver } from "./deliver.js";
import { readInputs } from "./inputs.js";
import { openReport } from "./report.js";
import { Series } from "./series.js";

/** Options of the command line. */
export interface RunCommandOptions {
  input?: string;
  asset?: string;
  output?: string;
  validation?: ValidationMode;
  normalize?: boolean;
  deadlineMs?: number;
}

/** Nothing is sent before everything that was given has been checked. */
export async function runCommand(name: string, options: RunCommandOptions, io: Io): Promise<number> {
  const connector = await createConnector({ env: io.env });
  connector.describe(name);
  const inputs = await readInputs(options.input, io);
  checkAll(name, inputs, connector);
  const report = await openReport(io, inputs.length);
  const asset = await findAsset(options.asset, connector, io, (code, message) => report.warn(code, message));
  if (options.output !== undefined) await assertWritable(options.output);
  const stop = stopOnSignal(() =>
    report.line("Stopping: calls on their way are finished. Ctrl-C again leaves at once."),
  );
  const series = new Series(connector, name, report);
  try {
    await series.run(inputs, { ...runOptions(options), asset, signal: stop.signal });
  } finally {
    stop.release();
    report.close();
  }
  if (series.hasOutput) await deliver(series.outputs, options.output, io);
  return series.exitCode;
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

function runOptions({ validation, normalize, deadlineMs }: RunCommandOptions): Omit<RunOptions, "asset"> {
  return {
    ...(validation === undefined ? {} : { validation }),
    ...(normalize === undefined ? {} : { normalize }),
    ...(deadlineMs === undefined ? {} : { deadline_ms: deadlineMs }),
  };
}
