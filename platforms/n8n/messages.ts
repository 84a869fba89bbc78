/** Messages of the n8n node and of the test of its credential. */

/** Messages about a run. */
export const runMessages = {
  unknownOperation: (name: string) => `There is no operation ${name}.`,
  /** @param titles - titles of all operations */
  operations: (titles: readonly string[]) => `Operations: ${titles.join(", ")}.`,
  /**
   * @param counts - failed and all, such as `2 of 3 items`
   * @param first - place and reason of the first one
   */
  failed: (counts: string, first: string) => `${counts} failed. The first is ${first}`,
  failedHint:
    "The other rows are done. To get all results, select Output All Rows for When Rows Fail in the node's options, or let the node continue On Error in its settings.",
} as const;

/** Messages about the test of a credential. */
export const testMessages = {
  accepted: (host: string) => `${host} accepts rows from this application.`,
  /** @param isDenied - whether the response says that the application may not write */
  notAccepted(host: string, status: number, isDenied: boolean): string {
    const problem = isDenied ? "may not write" : "may or may not write: the response does not say";
    return `The login works, but at ${host} this application ${problem} (status ${status}).`;
  },
} as const;
