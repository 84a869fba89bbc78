/* Made from schemas/objects/row_result.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Result of one row, if the service returns no more than that.
 */
export interface RowResult {
  /**
   * The row's id; null if it has none.
   */
  id: string | null;
  /**
   * True if the operation failed.
   */
  isFailed: boolean;
  /**
   * Reason of the failure: "<Code>: <message>".
   */
  failureReason?: string | null;
  [k: string]: unknown;
}
