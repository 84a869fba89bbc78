/* Made from schemas/objects/row_result.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * What became of one row, where the service gives no more than that.
 */
export interface RowResult {
  /**
   * The row's id; null where it has none.
   */
  id: string | null;
  /**
   * True when it was not done.
   */
  isFailed: boolean;
  /**
   * Why not: "<Code>: <sentence>".
   */
  failureReason?: string | null;
  [k: string]: unknown;
}
