/** Prepares what every run needs, for whole inputs and for streams of rows. */
import type {
  ActionDescription,
  Asset,
  ConnectorError,
  Declarations,
  Connector,
  RunEvent,
} from "../../../connector/platform_api.js";
import { noAsset } from "../../shared/asset_source.js";
import type { Io } from "../../shared/io.js";
import type { GivenOptions } from "../../shared/options.js";
import type { Warn } from "../../shared/open_to_others.js";
import type { PlanSum } from "../../shared/summary_line.js";
import { stoppingLine } from "../../shared/messages.js";
import { stopOnSignal } from "../../shared/stop_signal.js";
import type { Source, Until } from "../io/input_source.js";
import type { Report } from "../ui/report.js";
import { runErrors } from "./messages.js";
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
  /** Returns the asset; undefined if none was given. */
  readonly asset: (warn: Warn) => Promise<Asset | undefined>;
  /** Set if several profiles run at once: their results are arrays, and one signal stops all of them. */
  readonly shared?: { readonly signal: AbortSignal };
  /** Set if a worker runs the command for a job. */
  readonly job?: JobPorts | undefined;
}

/** What a job brings for its run. */
export interface JobPorts {
  readonly connector: Connector;
  /** Returns the asset of the job's profile. */
  readonly asset: () => Promise<Asset>;
  /** Ends the run like Ctrl-C. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
  /** Called with the plan of a dry run. */
  readonly onPlan: (plan: PlanSum) => void;
  /** Called with the error that ended the run, if there was one. */
  readonly onEnd: (error: ConnectorError | undefined) => void;
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
  throw runErrors.noRows(name);
}

/** Returns the asset of the run. Throws InvalidAsset if the action needs one and none was given. */
export async function readyAsset(given: Given, report: Report): Promise<Asset> {
  const { connector, action } = given;
  const found = await given.asset((code, message) => report.warn(code, message));
  if (found === undefined && action.needsAsset) throw noAsset(connector.manifest);
  const asset = found ?? {};
  report.hide((text) => connector.masked(text, asset));
  return asset;
}

/**
 * Runs `work` with a signal that Ctrl-C aborts, and closes the report afterwards.
 * @param shared - the signal of several runs, whose owner handles Ctrl-C
 */
export async function untilStopped<T>(
  report: Report,
  work: (signal: AbortSignal) => Promise<T>,
  shared?: AbortSignal,
): Promise<T> {
  const stop =
    shared === undefined
      ? stopOnSignal(() => report.line(stoppingLine))
      : { signal: shared, release: () => {} };
  try {
    return await work(stop.signal);
  } finally {
    stop.release();
    report.close();
  }
}
