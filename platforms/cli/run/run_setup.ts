/** Prepares what every run needs, for whole inputs and for streams of rows. */
import {
  type ActionDescription,
  type Asset,
  ConnectorError,
  type Connector,
} from "../../../connector/platform_api.js";
import { findAsset } from "../../shared/asset_source.js";
import type { Io } from "../../shared/io.js";
import type { GivenOptions } from "../../shared/options.js";
import { stopOnSignal } from "../../shared/stop_signal.js";
import { assertWritable } from "../io/write_output.js";
import type { Source } from "../io/input_source.js";
import type { Report } from "../ui/report.js";
import type { RunCommandOptions } from "./run_options.js";

/** The parts of a command line, with an input that has not been read. */
export interface Given {
  readonly connector: Connector;
  readonly action: ActionDescription;
  readonly source: Source;
  /** Why the action needs an input; undefined if it does not. */
  readonly missing: ConnectorError | undefined;
  readonly options: RunCommandOptions;
  /** The options of the run, as the connector accepts them. */
  readonly runOptions: GivenOptions;
  readonly io: Io;
}

/** Returns the place of the results in the output. Throws InvalidInput for an action without rows. */
export function assertRows({ name, results }: ActionDescription): string {
  if (results !== undefined) return results.items;
  throw new ConnectorError(
    "InvalidInput",
    `The action ${name} does not accept rows, so it cannot read one row per line.`,
    {
      hint: "Use one JSON object as the input, and the extension .json for the output. Nothing was sent.",
    },
  );
}

/** Returns the asset after a check that the results can be written. */
export async function readyAsset({ connector, options, io }: Given, report: Report): Promise<Asset> {
  const asset = await findAsset(options.asset, connector, io, (code, message) => report.warn(code, message));
  if (options.output !== undefined) await assertWritable(options.output);
  return asset;
}

/** Runs `work` with a signal that Ctrl-C aborts, and closes the report afterwards. */
export async function untilStopped<T>(report: Report, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = stopOnSignal(() =>
    report.line("Stopping: calls in progress are completed. Press Ctrl-C again to quit immediately."),
  );
  try {
    return await work(stop.signal);
  } finally {
    stop.release();
    report.close();
  }
}
