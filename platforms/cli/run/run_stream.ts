/** `run` on NDJSON: reads, runs and writes rows at the same time. */
import { ConnectorError } from "../../../connector/platform_api.js";
import { lostOutput, standardOutput } from "../../shared/output_write_failed.js";
import { assertRowsSuffice } from "./check_input.js";
import { formOf } from "../io/file_format.js";
import { inputDigest, readRows } from "../io/input_source.js";
import { openReport } from "../ui/report.js";
import { rowWriter } from "../io/row_writer.js";
import type { RunCommandOptions } from "./run_options.js";
import { Delivery, runRows } from "./run_rows.js";
import { assertRows, type Given, readyAsset, untilStopped } from "./run_setup.js";
import { fileSink, streamSink } from "../io/sink.js";

/** Returns the exit code. Results go straight to the output, so that a killed run keeps those that it had. */
export async function runStream(given: Given): Promise<number> {
  const { connector, action, source, options, runOptions, io } = given;
  const { output } = options;
  const place = assertRows(action);
  assertRowsSuffice(given);
  assertRepeatable(given);
  const report = await openReport(io, 1);
  const asset = await readyAsset(given, report);
  const digest = !hasJournal(options) ? {} : { inputDigest: await inputDigest(source.path ?? "") };
  const sink = output === undefined ? streamSink(io.stdout) : fileSink(output);
  const writer = rowWriter((output === undefined ? undefined : formOf(output)) ?? "ndjson", place, sink);
  const lost = new AbortController();
  const delivery = new Delivery(
    writer,
    () => lost.abort(),
    (error) => lostResults(options, error),
  );
  return untilStopped(report, (stopped) => {
    const rows = readRows(source, io, { lost: lost.signal, stopped });
    const signal = AbortSignal.any([lost.signal, stopped]);
    const run = { connector, name: action.name, report, delivery };
    const code = runRows(rows, { ...runOptions, ...digest, asset, signal }, run);
    // An abandoned pipe would keep the process alive.
    return code.finally(() => lost.abort());
  });
}

/**
 * A journal is found by the input's digest, and a preflight counts the rows first. Both read the input
 * twice.
 */
function assertRepeatable({ source, runOptions }: Given): void {
  const { preflight = false, overflow = "first" } = runOptions;
  const readsTwice = [
    ...(hasJournal(runOptions) ? ["A journal"] : []),
    ...(preflight || overflow !== "first" ? ["A preflight"] : []),
  ];
  if (source.isRepeatable || readsTwice.length === 0) return;
  throw new ConnectorError(
    "InvalidOption",
    `${readsTwice[0]} needs an input that can be read twice. Name a file with --input.`,
  );
}

function hasJournal({ journal, journalDir }: Pick<RunCommandOptions, "journal" | "journalDir">): boolean {
  return journal !== undefined || journalDir !== undefined;
}

function lostResults({ output, ...options }: RunCommandOptions, error: unknown): ConnectorError {
  const place = output === undefined ? standardOutput : `--output ${output}`;
  const hint = !hasJournal(options)
    ? "The run was ended. Rows that were sent are imported. Free some space and run it again: with --journal and an input file, only the remaining rows are sent."
    : "The run was ended. Free some space and repeat the same command: rows in the journal are not sent again.";
  return lostOutput(place, error, hint);
}
