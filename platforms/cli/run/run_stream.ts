/** `run` on NDJSON and feeds: reads, runs and writes rows at the same time. */
import type { Asset, FeedItem } from "../../../connector/platform_api.js";
import { worst } from "../../shared/exit_code.js";
import { writeFailure } from "../ui/failures.js";
import { FeedRows } from "../feeds/feed_rows.js";
import { isTable } from "../io/file_format.js";
import { openReport, type Report } from "../ui/report.js";
import { assertRowsSuffice } from "./check_input.js";
import { Delivery } from "./delivery.js";
import { flagErrors, repeatedReaders } from "./messages.js";
import { readEnvelope } from "./read_envelope.js";
import { hasJournal, mainReceivers } from "./main_receivers.js";
import { RowsInFlight } from "./result_pages.js";
import { openRows } from "./row_source.js";
import { openRecord, type RunOutcome, type RunRecord } from "./run_record.js";
import { runRows } from "./run_rows.js";
import { assertRows, type Given, readyAsset, type RowSource, untilStopped } from "./run_setup.js";
import { endUnstarted, recordUnsent } from "./unstarted_run.js";

/** Returns how the run ended. Results go straight to the output, so that a killed run keeps those that it had. */
export async function runStream(given: Given): Promise<RunOutcome> {
  const { action, options, io } = given;
  assertRows(action);
  const envelope = await readEnvelope(options.envelope);
  assertRowsSuffice(given, envelope);
  assertRepeatable(given);
  const feedRows = new FeedRows(givenForm(options));
  const record = await openRecord(given, envelope, feedRows);
  const report = await openReport(io, 1, (event) => record.observe(event));
  const use = { rows: feedRows, onItems: (items: readonly FeedItem[]) => record.items(items) };
  let asset: Asset;
  try {
    asset = await readyAsset(given, report);
  } catch (error) {
    return unsent(error, given, { record, open: () => openRows(given, report, undefined, use) });
  }
  const rows = await openRows(given, report, asset, use);
  const outcome = await streamed(given, { envelope, record, report, asset, rows, feedRows });
  try {
    await rows.end();
    return await record.end(outcome);
  } catch (error) {
    const exitCode = worst([outcome.exitCode, await writeFailure(error, io)]);
    return record.end({ ...outcome, exitCode });
  }
}

/** Ends a run without an asset. Its rows are read only if a file records them. */
async function unsent(
  error: unknown,
  given: Given,
  { record, open }: { record: RunRecord; open: () => Promise<RowSource> },
): Promise<RunOutcome> {
  const never = new AbortController().signal;
  async function* rows(): AsyncGenerator<unknown[]> {
    const source = await open();
    try {
      yield* source.pages({ lost: never, stopped: never });
    } finally {
      await source.end();
    }
  }
  return endUnstarted(error, given, { record, rows: async () => rows() });
}

/** Returns how the file of failed rows needs the rows of a feed. */
function givenForm({ failed }: Given["options"]): "texts" | "values" | undefined {
  if (failed === undefined) return undefined;
  return isTable(failed) ? "texts" : "values";
}

/** The parts of one run. */
interface StreamParts {
  readonly envelope: object | undefined;
  readonly record: RunRecord;
  readonly report: Report;
  readonly asset: Asset;
  readonly rows: RowSource;
  readonly feedRows: FeedRows;
}

async function streamed(
  given: Given,
  { envelope, record, report, asset, rows, feedRows }: StreamParts,
): Promise<RunOutcome> {
  const { connector, action, options, runOptions } = given;
  const digest = hasJournal(options) ? { inputDigest: await rows.digest() } : {};
  const [lost, stop] = [new AbortController(), new AbortController()];
  const ends = { lost: () => lost.abort(), stop: () => stop.abort() };
  const inFlight = new RowsInFlight();
  const receivers = [...(await mainReceivers(given, feedRows)), ...record.receivers()];
  const delivery = new Delivery(receivers, inFlight, ends);
  const run = async (stopped: AbortSignal): Promise<RunOutcome> => {
    const pages = rows.pages({ lost: lost.signal, stopped: AbortSignal.any([stop.signal, stopped]) });
    const signal = AbortSignal.any([lost.signal, stop.signal, stopped]);
    // A run that is rejected before its first row is read has sent none of them.
    const abandoned = async (): Promise<void> => {
      if (!inFlight.hasBegun) await recordUnsent(record, async () => pages);
    };
    const parts = { connector, name: action.name, report, delivery, source: rows, abandoned };
    const all = { ...runOptions, ...digest, ...(envelope === undefined ? {} : { envelope }), asset, signal };
    try {
      return await runRows(inFlight.watch(pages), all, parts);
    } finally {
      // An abandoned pipe would keep the process alive.
      lost.abort();
    }
  };
  return untilStopped(report, run, given.job?.signal ?? given.shared?.signal);
}

/**
 * A journal is found by the input's digest, and a preflight counts the rows first. Both read the input
 * twice.
 */
function assertRepeatable({ source, runOptions }: Given): void {
  const { preflight = false, overflow = "first" } = runOptions;
  const readsTwice = [
    ...(hasJournal(runOptions) ? [repeatedReaders.journal] : []),
    ...(preflight || overflow !== "first" ? [repeatedReaders.preflight] : []),
  ];
  const [reader] = readsTwice;
  if (!source.isRepeatable && reader !== undefined) throw flagErrors.notRepeatable(reader);
}
