/** The options for the log of a command. `shared/log/open_log.ts` reads them. */
import { type Command, Option } from "commander";
import { logFormats } from "../../shared/log/open_log.js";
import { logLevels } from "../../shared/log/log.js";

/** Adds the options. */
export function addLogFlags(command: Command): void {
  command
    .addOption(
      new Option("--log-format <format>", "format of the lines on standard error")
        .choices(logFormats)
        .default("text"),
    )
    .addOption(
      new Option("--log-level <level>", "least important lines to write").choices(logLevels).default("info"),
    )
    .option("--verbose", "also write one line for each call, without secrets; the same as --log-level debug");
}
