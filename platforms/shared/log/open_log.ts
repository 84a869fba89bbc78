/** Opens the log that a command line asks for. */
import { parseArgs } from "node:util";
import type { Io } from "../io.js";
import { type Log, type LogLevel, logLevels } from "./log.js";
import { TextLog } from "./text_log.js";

/** The formats of log lines. */
export const logFormats = ["text", "json"] as const;

/**
 * Opens the log by `--log-format`, `--log-level` and `--verbose`. The arguments are read before they are checked, so that
 * errors about them have the format, too.
 */
export async function openLog(args: readonly string[], { stderr }: Pick<Io, "stderr">): Promise<Log> {
  const { isJson, level } = settingsIn(args);
  if (!isJson) return new TextLog({ stream: stderr, level });
  const { jsonLog } = await import("./json_log.js");
  return jsonLog(stderr, level);
}

function settingsIn(args: readonly string[]): { isJson: boolean; level: LogLevel } {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    options: {
      "log-format": { type: "string" },
      "log-level": { type: "string" },
      verbose: { type: "boolean" },
    },
  });
  const given = logLevels.find((level) => level === values["log-level"]) ?? "info";
  return {
    isJson: values["log-format"] === "json",
    level: values["verbose"] === true ? "debug" : given,
  };
}
