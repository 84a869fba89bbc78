/** The options of `run`, as the command line gives them and as the connector takes them. */
import type { RunOptions, ValidationMode } from "../../connector/index.js";
import type { Form } from "./form.js";

/** Options of the command line. */
export interface RunCommandOptions {
  input?: string;
  format?: Form;
  asset?: string;
  output?: string;
  validation?: ValidationMode;
  normalize?: boolean;
  deadlineMs?: number;
  journal?: string;
  journalDir?: string;
  keepJournals?: boolean;
  preflight?: boolean;
  overflow?: string;
  dryRun?: boolean;
}

/** Those that the connector takes. */
export function runOptions(options: RunCommandOptions): Omit<RunOptions, "asset"> {
  const { validation, normalize, deadlineMs, journal, journalDir, keepJournals, preflight, overflow } =
    options;
  return {
    ...(validation === undefined ? {} : { validation }),
    ...(normalize === undefined ? {} : { normalize }),
    ...(deadlineMs === undefined ? {} : { deadline_ms: deadlineMs }),
    ...(journal === undefined ? {} : { journal }),
    ...(journalDir === undefined ? {} : { journalDir }),
    ...(keepJournals === undefined ? {} : { keepJournals }),
    ...(preflight === undefined ? {} : { preflight }),
    ...(overflow === undefined ? {} : { overflow }),
  };
}
