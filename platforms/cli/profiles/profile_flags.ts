/** The options that choose profiles, for all commands that have them. */
import type { Command } from "commander";
import { configOption } from "../commands/add_command.js";

/** Adds `--config`, `--profile` and `--all-profiles`. */
export function addProfileFlags(command: Command): Command {
  return command
    .option(...configOption)
    .option("--profile <names>", "profiles of the configuration, separated by commas", (names: string) =>
      names.split(",").map((name) => name.trim()),
    )
    .option("--all-profiles", "every profile of the configuration");
}
