/** Defines the command `run`. */
import { type Command, Option } from "commander";
import { optionFlags } from "../option_flags.js";
import type { RunCommandOptions } from "../run/run_options.js";
import { type Add, assetOption } from "./add_command.js";

/** Adds `run`. */
export const addRun: Add = (program, io, end) => {
  const command = program
    .command("run")
    .summary("Run an action")
    .description(
      "Run an action on one input or an array of inputs and print the array of outputs, or on NDJSON (one row per line) and print one result per line. With --dry-run, print the plan and write the calls to --output",
    )
    .argument("<action>", "name of the action");
  addFiles(command);
  for (const flag of optionFlags()) command.addOption(flag);
  command.action(async (action: string, options: RunCommandOptions) => {
    const { runCommand } = await import("../run/run.js");
    end(await runCommand(action, options, io));
  });
};

/** Adds the options for files. */
function addFiles(command: Command): Command {
  return command
    .option("--input <file>", ".json or .ndjson file, optionally .gz; - or no option: standard input")
    .addOption(
      choice("--format <form>", "format of the input, if its name has no such extension", ["json", "ndjson"]),
    )
    .option(...assetOption)
    .option(
      "--output <file>",
      "file for the outputs, .json or .ndjson, optionally .gz; default: standard output",
    )
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
