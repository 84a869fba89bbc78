#!/usr/bin/env node
/** The command `defender-indicators`: hands the process to the program and keeps the last guard. */
import { processIo } from "../shared/io.js";
import { tellFailure } from "./failures.js";
import { runProgram } from "./program.js";

const io = processIo();
process.on("uncaughtException", (error) => void leave(error));
process.exitCode = await runProgram(process.argv.slice(2), io);

async function leave(error: unknown): Promise<void> {
  process.exit(await tellFailure(error, io));
}
