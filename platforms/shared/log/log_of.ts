/** Finds the log of a command. */
import type { Io } from "../io.js";
import { printable } from "../printable.js";
import type { Log, LogFields } from "./log.js";
import { TextLog } from "./text_log.js";

/** Returns the log of a command. Without one, lines for people are written. */
export function logOf({ log, stderr }: Pick<Io, "log" | "stderr">): Log {
  return log ?? new TextLog({ stream: stderr, level: "info" });
}

/** Returns the same process with a log that has these fields in every line. */
export function withLogFields(io: Io, fields: LogFields): Io {
  return { ...io, log: logOf(io).child(fields) };
}

/** Writes what a person should know about a file. */
export function writeNote(io: Io, code: string, message: string): void {
  logOf(io).write("info", `note ${code}: ${printable(message)}`, { code });
}
