/**
 * Names of run options. They are rejected inside an input, because ignoring `dry_run` there would start a
 * real run.
 */
export const optionNames: readonly string[] = [
  "dry_run",
  "validation",
  "normalize",
  "deadline_ms",
  "preflight",
  "overflow",
  "benign_values",
  "journal",
  "journalDir",
  "keepJournals",
  "unknown_inputs",
];
