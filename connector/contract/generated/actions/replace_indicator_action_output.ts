/* Made from schemas/actions/replace_indicator_action.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of Replace Indicator Action.
 */
export interface ReplaceIndicatorActionOutput {
  /**
   * 200: all calls have this status; isFailed contains the status of each row. 207: some calls failed. 400: no row could be sent. Otherwise the status of the first failed call.
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
    value: ReplacementResult[];
    error?: ServiceError;
    [k: string]: unknown;
  };
}
/**
 * Result of one row.
 */
export interface ReplacementResult {
  /**
   * Id of the new indicator; null if it was not accepted.
   */
  id?: string | number | null;
  /**
   * The row's indicatorValue, as the service returned it; otherwise as in the row.
   */
  indicator?: string | null;
  /**
   * Id of the old indicator, as in the row.
   */
  replacedId?: string | null;
  /**
   * True if the old indicator was not replaced; failedStep shows the failed action.
   */
  isFailed: boolean;
  /**
   * Reason of the failure: the message or object of the service, or "<Code>: <message>" of the connector.
   */
  failureReason?:
    | string
    | {
        [k: string]: unknown;
      }
    | null;
  /**
   * The failed action. get_indicators: nothing was sent, and the old indicator is unchanged. import_indicators: the old indicator is unchanged. batch_delete_indicators: the new indicator was accepted, and the old one may still exist.
   */
  failedStep?: string | null;
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
