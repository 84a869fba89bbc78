/* Made from schemas/actions/batch_delete_indicators.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of Batch Delete Indicators.
 */
export interface BatchDeleteIndicatorsOutput {
  /**
   * 204 or 200: all calls have this status; isFailed contains the status of each row. 207: some calls failed. 400: no row could be sent. Otherwise the status of the first failed call.
   */
  status_code: number;
  /**
   * Headers of the response with this status.
   */
  response_headers: {
    [k: string]: unknown;
  };
  /**
   * Text for the status.
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
/**
 * An error in the service's own format.
 */
export interface ServiceError {
  /**
   * Code of the error.
   */
  code: string;
  /**
   * Message of the error. The text may change.
   */
  message: string;
  /**
   * Correlation id of the service.
   */
  target?: string | null;
  [k: string]: unknown;
}
