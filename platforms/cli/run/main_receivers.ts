/** What receives the results for the user: a file, standard output, or on a terminal only the summary. */
import { type ConnectorError, loadFeeds } from "../../../connector/platform_api.js";
import { lostOutput, standardOutput } from "../../shared/messages.js";
import type { FeedRows } from "../feeds/feed_rows.js";
import { formOf, isTable } from "../io/file_format.js";
import { rowWriter } from "../io/row_writer.js";
import { fileSink, streamSink } from "../io/sink.js";
import { endedRunHints } from "./messages.js";
import type { ResultReceiver } from "./result_pages.js";
import { rowFieldsOf } from "./row_fields.js";
import type { RunCommandOptions } from "./run_options.js";
import { isForPerson } from "./run_record.js";
import { assertRows, type Given } from "./run_setup.js";

/** Returns what receives the results of a stream; empty on a terminal. */
export async function mainReceivers(given: Given, feedRows: FeedRows): Promise<ResultReceiver[]> {
  const { action, source, options, io } = given;
  const { output } = options;
  if (isForPerson(given)) return [];
  if (output !== undefined && isTable(output)) return tableReceivers(given, feedRows);
  const sink = output === undefined ? streamSink(io.stdout) : fileSink(output);
  const usual = source.form === "feed" || given.shared !== undefined ? "json" : "ndjson";
  const form = (output === undefined ? undefined : formOf(output)) ?? usual;
  const writer = rowWriter(form, assertRows(action), sink);
  return [
    {
      write: ({ results }) => writer.write(results),
      end: (last) => writer.end(last),
      explain: (error) => lostResults(options, error),
    },
  ];
}

/** Returns the table of results if the output is one. @param feedRows - rows of a feed, which have a place */
export async function tableReceivers(given: Given, feedRows?: FeedRows): Promise<ResultReceiver[]> {
  const { action, declarations, mapping, source, options } = given;
  const { output } = options;
  if (output === undefined || !isTable(output) || action.results === undefined) return [];
  const { ResultTable } = await import("./result_table.js");
  const fields = rowFieldsOf(action, mapping, declarations);
  const explain = (error: unknown): ConnectorError => lostResults(options, error);
  const feeds = await loadFeeds();
  const places = source.form === "feed" && feedRows !== undefined ? { feedRows } : {};
  return [new ResultTable(fileSink(output), fields, action.results, { feeds, explain, ...places })];
}

/** Returns whether the run keeps a journal. */
export function hasJournal({
  journal,
  journalDir,
}: Pick<RunCommandOptions, "journal" | "journalDir">): boolean {
  return journal !== undefined || journalDir !== undefined;
}

function lostResults({ output, ...options }: RunCommandOptions, error: unknown): ConnectorError {
  const place = output === undefined ? standardOutput : `--output ${output}`;
  const { withJournal, withoutJournal } = endedRunHints;
  return lostOutput(place, error, hasJournal(options) ? withJournal : withoutJournal);
}
