/** Texts that the command line shows around a command. Loaded before the engine, so that it imports nothing. */

/** What to do about a wrong command line. */
export const usageHints = {
  commands: "Run defender-indicators --help for the list of commands.",
  options: (command: string): string => `Run defender-indicators ${command} --help for its options.`,
  meant: (word: string): string => `Did you mean ${word}?`,
} as const;

/** Lines about the rows of a run. */
export const rowLines = {
  progress(done: number, total: number | undefined): string {
    const of = total === undefined ? "" : ` of ${total.toLocaleString("en")}`;
    return `Progress: ${done.toLocaleString("en")}${of} rows.`;
  },
  moreFailed: (rows: number): string => `and ${rows} more. Set --failed FILE to get all of them.`,
} as const;
