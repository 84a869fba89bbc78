/** Names of the options of a run: next to an input or within it they would be overlooked, and the run would be real. */
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
