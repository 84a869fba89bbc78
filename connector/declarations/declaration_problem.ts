/** Faults in declarations and their one-line form. */

/** A fault in a declaration. */
export interface DeclarationProblem {
  /** Path of the file, from the root. */
  readonly file: string;
  /** JSON Pointer to the fault; `line:column` in a file that is not JSON. */
  readonly pointer: string;
  /** Describes the fault and how to fix it. */
  readonly message: string;
  /** Name of a file or action that is referred to but does not exist. */
  readonly missing?: string;
}

/** Returns the fault on one line: file, pointer, message. */
export function lineOf({ file, pointer, message }: DeclarationProblem): string {
  return `${file}#${pointer}: ${message}`;
}
