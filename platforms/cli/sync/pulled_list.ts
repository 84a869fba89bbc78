/** The list that an action returned for a source. */

/** A list, as far as it was returned. */
export interface PulledList {
  readonly items: readonly unknown[];
  readonly isDelta: boolean;
  /** Why the list is not complete; absent if it is. */
  readonly fault?: string;
  /** Exit code of a call that was rejected. */
  readonly exitCode?: number;
  readonly checkpoint?: string;
  /** What the run warned of. */
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}
