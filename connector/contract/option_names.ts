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
  "resume",
  "benign_values",
  "max_delete",
  "journal",
  "journalDir",
  "keepJournals",
  "unknown_inputs",
];

/** Returns the option that has this name, whatever the case of its letters and its separators are. */
export function optionNamed(name: string): string | undefined {
  const letters = lettersOf(name);
  return optionNames.find((option) => lettersOf(option) === letters);
}

function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, "");
}
