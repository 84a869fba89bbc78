/** What a fault in a declaration is, and how it is written on one line. */

/** Something wrong in a declaration. */
export interface DeclarationProblem {
  /** Path of the file, from the root. */
  readonly file: string;
  /** JSON Pointer to the place; `line:column` in a file that is not JSON. */
  readonly pointer: string;
  /** What is wrong and how to fix it. */
  readonly message: string;
  /** File or action that the place names and that does not exist. */
  readonly missing?: string;
}

/** The fault on one line: file, place, message. */
export function lineOf({ file, pointer, message }: DeclarationProblem): string {
  return `${file}#${pointer}: ${message}`;
}
