/** Recognizes the marks that git writes into a file with conflicts. They contain hashes of commits. */

/** Returns true for a line that git wrote. */
export function isConflictMarker(line: string): boolean {
  return /^(?:<{7}|={7}|>{7}|\|{7})(?: |$)/.test(line);
}
