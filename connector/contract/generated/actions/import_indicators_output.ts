/* Made from schemas/actions/import_indicators.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of Import Indicators.
 */
export interface ImportIndicatorsOutput {
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
    value: ImportResult[];
    error?: ServiceError;
    [k: string]: unknown;
  };
}
/**
 * Result of one row.
 */
export interface ImportResult {
  /**
   * Id of the indicator in the service; null if there is none.
   */
  id?: string | number | null;
  /**
   * The row's indicatorValue.
   */
  indicator: string | null;
  /**
   * True if the row was not accepted.
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
