/** The command `run`: rows in, results out, in their order; data on stdout, talk on stderr. */
import {
  type ActionDescription,
  type Asset,
  ConnectorError,
  type Connector,
  createConnector,
  type RunOptions,
  type ValidationMode,
} from "../../connector/index.js";
import { findAsset } from "../shared/asset_source.js";
import type { Io } from "../shared/io.js";
import { stopOnSignal } from "../shared/stop_signal.js";
import { assertWritable, deliver, lostSentence } from "./deliver.js";
import { assertDistinct } from "./distinct.js";
import { type Form, formOf } from "./form.js";
import { findSource, inputDigest, readInputs, readRows, type Source } from "./inputs.js";
import { openReport, type Report } from "./report.js";
import { rowWriter } from "./row_writer.js";
import { Delivery, runRows } from "./run_rows.js";
import { Series } from "./series.js";
import { fileSink, streamSink } from "./sink.js";

/** Options of the command line. */
export interface RunCommandOptions {
  input?: string;
  format?: Form;
  asset?: string;
  output?: string;
  validation?: ValidationMode;
  normalize?: boolean;
  deadlineMs?: number;
  journal?: string;
  preflight?: boolean;
  overflow?: NonNullable<RunOptions["overflow"]>;
  dryRun?: boolean;
}

/** What both ways to run need. */
interface Given {
  readonly connector: Connector;
  readonly action: ActionDescription;
  readonly source: Source;
  readonly options: RunCommandOptions;
  readonly io: Io;
}

/** Nothing is sent before everything that was given has been checked. */
export async function runCommand(name: string, options: RunCommandOptions, io: Io): Promise<number> {
  if (options.dryRun === true) {
    const { dryRunCommand } = await import("./dry_run.js");
    return dryRunCommand(name, options, io);
  }
  const connector = await createConnector({ env: io.env });
  const action = connector.describe(name);
  const given = { connector, action, source: await findSource(options, io), options, io };
  return given.source.form === "ndjson" ? runStream(given) : runEnvelopes(given);
}

/** JSON: everything is read, then run, then written. */
async function runEnvelopes(given: Given): Promise<number> {
  const { connector, action, source, options, io } = given;
  const { journal, output } = options;
  const inputs = await readInputs(source, io);
  checkAll(action.name, inputs, connector);
  if (output !== undefined && formOf(output) === "ndjson") assertRows(action);
  await assertDistinct({ "--journal": journal, "--input": source.path });
  await assertDistinct({ "--journal": journal, "--output": output });
  const report = await openReport(io, inputs.length);
  const asset = await readyAsset(given, report);
  const series = new Series(connector, action.name, report);
  await untilStopped(report, (signal) => series.run(inputs, { ...runOptions(options), asset, signal }));
  const place = action.results?.items;
  if (series.hasOutput) await deliver(series.outputs, { path: output, place }, io);
  return series.exitCode;
}

/** NDJSON: rows are read, run and written side by side. */
async function runStream(given: Given): Promise<number> {
  const { connector, action, source, options, io } = given;
  const { journal, output } = options;
  const place = assertRows(action);
  assertRepeatable(given);
  await assertDistinct({ "--input": source.path, "--output": output, "--journal": journal });
  const report = await openReport(io, 1);
  const asset = await readyAsset(given, report);
  const digest = journal === undefined ? {} : { inputDigest: await inputDigest(source.path ?? "") };
  const sink = output === undefined ? streamSink(io.stdout) : fileSink(output);
  const writer = rowWriter((output === undefined ? undefined : formOf(output)) ?? "ndjson", place, sink);
  const lost = new AbortController();
  const delivery = new Delivery(
    writer,
    () => lost.abort(),
    (error) => lostOutput(options, error),
  );
  return untilStopped(report, (stopped) => {
    const rows = readRows(source, io, { lost: lost.signal, stopped });
    const signal = AbortSignal.any([lost.signal, stopped]);
    const run = { connector, name: action.name, report, delivery };
    return runRows(rows, { ...runOptions(options), ...digest, asset, signal }, run);
  });
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

/** Where the results stand in the output. Throws InvalidInput for an action without rows. */
function assertRows({ name, results }: ActionDescription): string {
  if (results !== undefined) return results.items;
  throw new ConnectorError(
    "InvalidInput",
    `The action ${name} takes no rows, so one row per line is not for it.`,
    {
      hint: "Give one JSON object as the input, and a name that ends in .json for the output; nothing was sent.",
    },
  );
}

/** A journal is found again by the input's digest, and a preflight counts the rows before they are sent. */
function assertRepeatable({ source, options }: Given): void {
  if (source.isRepeatable) return;
  const wants = [
    [options.journal, "a journal"],
    [options.preflight, "a preflight"],
    [options.overflow, "a choice of what overflows"],
  ].find(([value]) => value !== undefined);
  if (wants === undefined) return;
  throw new ConnectorError(
    "InvalidOption",
    `${source.name}: ${String(wants[1])} needs an input that can be read twice.`,
    {
      hint: "Name a file with --input; nothing was sent.",
    },
  );
}

async function readyAsset({ connector, options, io }: Given, report: Report): Promise<Asset> {
  const asset = await findAsset(options.asset, connector, io, (code, message) => report.warn(code, message));
  if (options.output !== undefined) await assertWritable(options.output);
  return asset;
}

async function untilStopped<T>(report: Report, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
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

function lostOutput({ output, journal }: RunCommandOptions, error: unknown): ConnectorError {
  const name = output === undefined ? "Standard output" : `--output ${output}`;
  const hint =
    journal === undefined
      ? "The run was ended; what was sent is in. Make room and run it again: with --journal, only the rest is sent."
      : "The run was ended. Make room and give the same command again: what the journal holds is not sent again.";
  return new ConnectorError("OutputLost", lostSentence(name, error), { hint });
}

function runOptions(options: RunCommandOptions): Omit<RunOptions, "asset"> {
  const { validation, normalize, deadlineMs, journal, preflight, overflow } = options;
  return {
    ...(validation === undefined ? {} : { validation }),
    ...(normalize === undefined ? {} : { normalize }),
    ...(deadlineMs === undefined ? {} : { deadline_ms: deadlineMs }),
    ...(journal === undefined ? {} : { journal }),
    ...(preflight === undefined ? {} : { preflight }),
    ...(overflow === undefined ? {} : { overflow }),
  };
}
