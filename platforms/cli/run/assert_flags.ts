/** Rejects flags of `run` that have no meaning for the action. */
import type { ActionDescription } from "../../../connector/platform_api.js";
import { hasFeedFlags } from "../feeds/feed_flags.js";
import { outputForm } from "../feeds/row_files.js";
import { isTable } from "../io/file_format.js";
import { flagErrors } from "./messages.js";
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
  if (hasFeedFlags(options) && mapping === undefined) throw flagErrors.noFeeds(name);
  if (to !== undefined && paging === undefined) throw flagErrors.noList(name);
  if (to !== undefined) outputForm(to, options.output);
  if (results === undefined && (failed !== undefined || report !== undefined))
    throw flagErrors.noResults(name);
  if (otherTable.test(output) || (isTable(output) && results === undefined && to === undefined))
    throw flagErrors.noTable(output);
}
