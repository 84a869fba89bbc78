/** The option `--dry-run` of `run`: what a run would do, without doing it. */
import { ConnectorError } from "../../connector/index.js";
import type { Io } from "../shared/io.js";
import type { RunCommandOptions } from "./run_options.js";

/** Throws InvalidOption: there is no plan to show yet. */
export function dryRunCommand(_name: string, _options: RunCommandOptions, _io: Io): Promise<number> {
  return Promise.reject(
    new ConnectorError("InvalidOption", "--dry-run is not there yet.", {
      hint: "Leave it out, or try the input on the simulator; nothing was sent.",
    }),
  );
}
