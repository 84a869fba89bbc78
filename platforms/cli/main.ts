#!/usr/bin/env node
/** The command `defender-indicators` in a checkout. The package contains it as one file: `tools/bundle_command.ts`. */
import { runProcess } from "./run_process.js";

runProcess();
