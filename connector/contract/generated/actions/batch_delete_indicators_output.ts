/* Made from schemas/actions/batch_delete_indicators.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of Batch Delete Indicators.
 */
export interface BatchDeleteIndicatorsOutput {
  /**
   * 204 or 200: every call was answered so; isFailed of each row tells the rest. 207: some calls failed. 400: no row could be sent. Else the status of the first failed call.
   */
  status_code: number;
  /**
   * Headers of the answer that status_code comes from.
   */
  response_headers: {
    [k: string]: unknown;
  };
  /**
   * Words to the status.
   */
  reason: string;
  /**
   * One result per input row, in the input's order.
   */
  json_body: {
    /**
     * The results.
     */
    value: RowResult[];
    error?: ServiceError;
    [k: string]: unknown;
  };
}
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
/**
 * An error in the service's own shape.
 */
export interface ServiceError {
  /**
   * Code of the error.
   */
  code: string;
  /**
   * What happened, in words. May change.
   */
  message: string;
  /**
   * Correlation id of the service.
   */
  target?: string | null;
  [k: string]: unknown;
}
