/** Prepares what every run needs, for whole inputs and for streams of rows. */
import {
  type ActionDescription,
  type Asset,
  ConnectorError,
  type Declarations,
  type Connector,
} from "../../../connector/platform_api.js";
import { assetIfGiven, findAsset } from "../../shared/asset_source.js";
import type { Io } from "../../shared/io.js";
import type { GivenOptions } from "../../shared/options.js";
import { stopOnSignal } from "../../shared/stop_signal.js";
import type { Source, Until } from "../io/input_source.js";
import type { Report } from "../ui/report.js";
import type { RunCommandOptions } from "./run_options.js";

/** The parts of a command line, with an input that has not been read. */
export interface Given {
  readonly connector: Connector;
  readonly declarations: Declarations;
  readonly action: ActionDescription;
  /** Path of the mapping by which a feed becomes rows of the action; undefined if there is none. */
  readonly mapping: string | undefined;
  readonly source: Source;
  /** Why the action needs an input; undefined if it does not. */
  readonly missing: ConnectorError | undefined;
  readonly options: RunCommandOptions;
  /** The options of the run, as the connector accepts them. */
  readonly runOptions: GivenOptions;
  readonly io: Io;
}

/** The rows of an input that are read one by one. */
export interface RowSource {
  /** Each iteration reads the input again. */
  pages(until: Until): AsyncIterable<unknown[]>;
  /** Returns what identifies the rows in a journal. */
  digest(): Promise<string>;
  /** Returns why the source ended before its end; the rows before were sent. */
  fault(): ConnectorError | undefined;
  /** Returns whether the items of a feed were read to the end. */
  isWhole(): boolean;
  /** Returns what became of the items of a feed. */
  lines(): readonly string[];
  /** Completes the items file of a feed. */
  end(): Promise<void>;
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

/** Returns the asset of the run. */
export async function readyAsset({ connector, action, options, io }: Given, report: Report): Promise<Asset> {
  const find = action.needsAsset ? findAsset : assetIfGiven;
  const asset = await find(options.asset, connector, io, (code, message) => report.warn(code, message));
  report.hide((text) => connector.masked(text, asset));
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
