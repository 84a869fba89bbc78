/** What every run needs, whether its rows come whole or one after the other. */
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

/** What was given, found and not yet read. */
export interface Given {
  readonly connector: Connector;
  readonly action: ActionDescription;
  readonly source: Source;
  /** Why the action cannot do without an input; undefined where it can. */
  readonly missing: ConnectorError | undefined;
  readonly options: RunCommandOptions;
  /** Those of the run, as the connector takes them. */
  readonly runOptions: GivenOptions;
  readonly io: Io;
}

/** Where the results stand in the output. Throws InvalidInput for an action without rows. */
export function assertRows({ name, results }: ActionDescription): string {
  if (results !== undefined) return results.items;
  throw new ConnectorError(
    "InvalidInput",
    `The action ${name} takes no rows, so one row per line is not for it.`,
    {
      hint: "Give one JSON object as the input, and a name that ends in .json for the output; nothing was sent.",
    },
  );
}

/** The asset, once it is known that the results can be written. */
export async function readyAsset({ connector, options, io }: Given, report: Report): Promise<Asset> {
  const asset = await findAsset(options.asset, connector, io, (code, message) => report.warn(code, message));
  if (options.output !== undefined) await assertWritable(options.output);
  return asset;
}

/** Does the work with a signal that Ctrl-C aborts, and takes the report down after it. */
export async function untilStopped<T>(report: Report, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = stopOnSignal(() =>
    report.line("Stopping: calls on their way are finished. Ctrl-C again leaves at once."),
  );
  try {
    return await work(stop.signal);
  } finally {
    stop.release();
    report.close();
  }
}
