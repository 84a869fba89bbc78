/** What a run leaves that ends before its first call: the report, and the rows that were not sent. */
import { exitCodeOfError } from "../../shared/exit_code.js";
import { asConnectorError } from "../../shared/failure.js";
import { standardInput } from "../io/messages.js";
import { writeFailure } from "../ui/failures.js";
import { ItemLog } from "../feeds/item_log.js";
import { failedForm } from "./failed_rows.js";
import { usableFiles } from "./run_files.js";
import { openRecord, type RunOutcome, type RunRecord } from "./run_record.js";
import type { Given } from "./run_setup.js";

/** Rows that were not sent, in pages. */
type Pages = AsyncIterable<readonly unknown[]> | Iterable<readonly unknown[]>;

/**
 * Writes the records of a run without an asset. Its rows are read, because all of them are rows that did not go in.
 * @param rows - opens the rows; a fault of the source ends them
 * @returns how the run ended
 */
export async function endUnstarted(
  error: unknown,
  { io }: Pick<Given, "io">,
  { record, rows }: { record: RunRecord; rows: () => Promise<Pages> },
): Promise<RunOutcome> {
  const failure = asConnectorError(error);
  const exitCode = await writeFailure(failure, io);
  await recordUnsent(record, rows);
  return record.end({ exitCode, error: failure, hasBegun: false });
}

/** Records all rows, up to a fault of their source. The end of the record reports a fault of its files. */
export async function recordUnsent(record: RunRecord, rows: () => Promise<Pages>): Promise<void> {
  if (!record.isKept) return;
  try {
    for await (const page of await rows()) await record.unsent(page);
  } catch {
    // The error that ended the run came first, and was reported.
  }
}

/** Writes the report, and empty files of failed rows and of items, of a run with rows that are not known. */
export async function leaveFiles(
  error: unknown,
  given: Pick<Given, "action" | "declarations" | "mapping" | "options" | "io">,
): Promise<void> {
  const { action, options, mapping } = given;
  const { failed, report, items } = await usableFiles(options);
  if (items !== undefined) await leaveItems(items, given);
  const hasForm = failed !== undefined && failedForm(failed, mapping) !== undefined;
  if (action.results === undefined || (report === undefined && !hasForm)) return;
  const failure = asConnectorError(error);
  const { output, input = "-" } = options;
  const files = {
    ...(output === undefined ? {} : { output }),
    ...(hasForm ? { failed } : {}),
    ...(report === undefined ? {} : { report }),
  };
  const source = { name: input === "-" ? standardInput : input };
  const record = await openRecord({ ...given, source, options: files }, undefined);
  await record.end({ exitCode: exitCodeOfError(failure), error: failure, hasBegun: false });
}

/** Writes a file of items without any: they are not known. */
async function leaveItems(path: string, { io }: Pick<Given, "io">): Promise<void> {
  try {
    await new ItemLog(path).end();
  } catch (lost) {
    await writeFailure(lost, io);
  }
}
