/** Defines the command `run`. */
import { type Command, Option } from "commander";
import { addFeedFlags, formatFlag } from "../feeds/feed_flags.js";
import { optionFlags } from "../option_flags.js";
import { addProfileFlags } from "../profiles/profile_flags.js";
import type { RunCommandOptions } from "../run/run_options.js";
import { type Add, type Commands, assetOption } from "./add_command.js";
import { addLogFlags } from "./log_flags.js";

const addRun: Add = (program, io, end) => {
  const command = program
    .command("run")
    .summary("Run an action")
    .description(
      "Run an action on one input or an array of inputs and print the array of outputs, on NDJSON (one row per line) and print one result per line, or on a feed (CSV, STIX, MISP, list of values). On a terminal, a summary is printed instead. With --dry-run, print the plan and write the calls to --output",
    )
    .argument("<action>", "name of the action");
  addFiles(command);
  for (const flag of optionFlags()) command.addOption(flag);
  addLogFlags(command);
  command.action(async (action: string, options: RunCommandOptions) => {
    const { runCommand } = await import("../run/run.js");
    end(await runCommand(action, options, io));
  });
};

/** Adds the options for files. */
function addFiles(command: Command): Command {
  command
    .option(
      "--input <file>",
      "file with JSON, NDJSON or a feed (CSV, STIX, MISP, list of values), optionally .gz; - or no option: standard input",
    )
    .addOption(formatFlag("format of the input; default: recognized by the name of the file and its content"))
    .option(...assetOption);
  addProfileFlags(command)
    .option(
      "--envelope <file>",
      "JSON file with the rest of the input, for NDJSON and feeds, which hold rows only",
    )
    .option(
      "--output <file>",
      "file for the outputs, .json, .ndjson or .csv (a table of results), optionally .gz; default: standard output",
    )
    .addOption(choice("--to <form>", "write the list of an action as rows", ["ndjson", "csv", "portal-csv"]))
    .option(
      "--failed <file>",
      "file for the rows that did not go in, .json, .ndjson or .csv (template of the portal), ready to correct and run again",
    )
    .option("--report <file>", "HTML page about the run, also written if the run fails");
  addFeedFlags(command);
  return addJournal(command);
}

/** Adds the options for journals. */
function addJournal(command: Command): Command {
  return command
    .option(
      "--journal <file>",
      "record results in this file; the same command again sends only the remaining rows",
    )
    .option(
      "--journal-dir <folder>",
      "keep one journal for each target and input in this folder while a run is unfinished",
    )
    .option("--keep-journals", "do not delete the journals of --journal-dir when a run is finished");
}

function choice(flags: string, description: string, values: readonly string[]): Option {
  return new Option(flags, description).choices(values);
}

/** The commands of this file by name, in the order of the help. */
export const commands: Commands = { run: addRun };
