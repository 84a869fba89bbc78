/** The name of a source in messages. */

/** Returns the name of a source at the start of a sentence: `-` is standard input, as on the command line. */
export function sourceName(name: string): string {
  return name === "-" ? "Standard input" : name;
}
