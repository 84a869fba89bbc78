/** Rejects flags of `run` that have no meaning for the action. */
import { type ActionDescription, ConnectorError } from "../../../connector/platform_api.js";
import { hasFeedFlags } from "../feeds/feed_flags.js";
import { outputForm } from "../feeds/row_files.js";
import { isTable } from "../io/file_format.js";
import type { RunCommandOptions } from "./run_options.js";

/** File names of tables that are not written. */
const otherTable = /\.(?:tsv|xlsx?|ods)(?:\.gz)?$/i;

/**
 * Throws InvalidOption for a flag of feeds, rows or lists if the action has none of them.
 * @param mapping - the action's mapping for feeds
 */
export function assertFlagsFit(
  options: RunCommandOptions,
  action: ActionDescription,
  mapping: string | undefined,
): void {
  const { to, failed, report, output = "" } = options;
  const { name, results, paging } = action;
  if (hasFeedFlags(options) && mapping === undefined)
    throw unfit(`The action ${name} does not accept feeds (CSV, STIX, MISP, lists), and the flags name one.`);
  if (to !== undefined && paging === undefined)
    throw unfit(`The action ${name} returns no list, so that --to has no meaning.`);
  if (to !== undefined) outputForm(to, options.output);
  if (results === undefined && (failed !== undefined || report !== undefined))
    throw unfit(`The action ${name} does not accept rows, so that --failed and --report have no meaning.`);
  if (otherTable.test(output) || (isTable(output) && results === undefined && to === undefined))
    throw new ConnectorError(
      "InvalidOption",
      `--output ${output} has the file name of a table, which this action does not write.`,
      { hint: "Use the extension .json, or .ndjson for one row per line. Nothing was sent." },
    );
}

function unfit(message: string): ConnectorError {
  return new ConnectorError("InvalidOption", message, { hint: "Remove the flag. Nothing was sent." });
}
