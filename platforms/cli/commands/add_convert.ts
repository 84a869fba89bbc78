/** Defines the command `convert`. */
import { Option } from "commander";
import { addFeedFlags, formatFlag } from "../feeds/feed_flags.js";
import type { Add, Commands } from "./add_command.js";
import type { ConvertFlags } from "./convert.js";

const addConvert: Add = (program, io, end) => {
  const command = program
    .command("convert")
    .summary("Convert a feed to rows")
    .description(
      "Read a feed (CSV, STIX, MISP, list of values) and print the rows that it becomes. Nothing is sent. What was recognized, changed and skipped is printed on standard error",
    )
    .argument("[file]", "file of any format, optionally .gz; - or no argument: standard input")
    .addOption(formatFlag("format of the feed; default: auto, recognized by its content"))
    .addOption(
      new Option(
        "--to <form>",
        "format of the rows; default: that of the extension of --output, or ndjson",
      ).choices(["ndjson", "json", "csv", "portal-csv"]),
    )
    .option("--asset <file>", "JSON file of an asset, only for the defaults of feeds in it")
    .option("--output <file>", "file for the rows, optionally .gz; default: standard output");
  addFeedFlags(command)
    .option("--fail-on-skipped", "exit with 1 if an item was skipped")
    .action(async (file: string | undefined, flags: ConvertFlags) => {
      const { convertCommand } = await import("./convert.js");
      end(await convertCommand(file, flags, io));
    });
};

/** The commands of this file by name, in the order of the help. */
export const commands: Commands = { convert: addConvert };
