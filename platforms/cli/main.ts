#!/usr/bin/env node
/** The command `defender-indicators`: passes the process to the program and catches what escapes. */
import { processIo } from "../shared/io.js";
import { writeFailure } from "./ui/failures.js";
import { runProgram } from "./program.js";

const io = processIo();
process.on("uncaughtException", (error) => void leave(error));
process.exitCode = await runProgram(process.argv.slice(2), io);

async function leave(error: unknown): Promise<void> {
  let code = 4;
  try {
    code = await writeFailure(error, io);
  } finally {
    // If the report itself fails, the process would call this function again and again.
    process.exit(code);
  }
}
