/** Passes the process to the program and catches what escapes. */
import { processIo } from "../shared/io.js";
import { hideWebGlobals } from "../shared/web_globals.js";
import type { Log } from "../shared/log/log.js";
import { openLog } from "../shared/log/open_log.js";
import { writeFailure } from "./ui/failures.js";
import { runProgram } from "./program.js";

/** Exit code of a fault. The table of exit codes would load the engine before any command needs it. */
const faultCode = 4;

/** Runs the command that the arguments of the process name. The exit code of the process is that of the command. */
export function runProcess(): void {
  hideWebGlobals();
  const io = processIo();
  const args = process.argv.slice(2);
  process.on("uncaughtException", (error) => void leave(error));
  // For a process that has nothing left to do before the program has ended.
  process.exitCode = faultCode;
  void openLog(args, io).then(logWarnings);
  void runProgram(args, io).then((code) => {
    process.exitCode = code;
  });

  async function leave(error: unknown): Promise<void> {
    let code = faultCode;
    try {
      code = await writeFailure(error, { ...io, log: await openLog(args, io) });
    } finally {
      // If the report itself fails, the process would call this function again and again.
      process.exit(code);
    }
  }
}

/** Node writes its own warnings as text, which is not a line for programs. */
function logWarnings(log: Log): void {
  if (!log.isJson) return;
  process.removeAllListeners("warning");
  process.on("warning", ({ name, message }) => log.write("warn", message, { code: name }));
}
