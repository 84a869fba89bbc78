/** Passes the process to the program and catches what escapes. */
import { processIo } from "../shared/io.js";
import { hideWebGlobals } from "../shared/web_globals.js";
import { writeFailure } from "./ui/failures.js";
import { runProgram } from "./program.js";

/** Exit code of a fault. The table of exit codes would load the engine before any command needs it. */
const faultCode = 4;

/** Runs the command that the arguments of the process name. The exit code of the process is that of the command. */
export function runProcess(): void {
  hideWebGlobals();
  const io = processIo();
  process.on("uncaughtException", (error) => void leave(error));
  // For a process that has nothing left to do before the program has ended.
  process.exitCode = faultCode;
  void runProgram(process.argv.slice(2), io).then((code) => {
    process.exitCode = code;
  });

  async function leave(error: unknown): Promise<void> {
    let code = faultCode;
    try {
      code = await writeFailure(error, io);
    } finally {
      // If the report itself fails, the process would call this function again and again.
      process.exit(code);
    }
  }
}
