/* Made from schemas/actions/submit_ti_indicators.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of Submit TI Indicators.
 */
export interface SubmitTiIndicatorsOutput {
  /**
   * 200 or 206: all calls have this status; isFailed contains the status of each row. 207: some calls failed. 400: no row could be sent. Otherwise the status of the first failed call.
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
    value: TiResult[];
    error?: ServiceError;
    [k: string]: unknown;
  };
}
/**
 * Result of one tiIndicator: the result of the service with an added status.
 */
export interface TiResult {
  /**
   * Id in the service; if the row failed, the message of the service instead.
   */
  id?: string | null;
  /**
   * The row's externalId.
   */
  externalId?: string | null;
  /**
   * True if the operation failed.
   */
  isFailed: boolean;
  /**
   * Reason of the failure: "<Code>: <message>".
   */
  failureReason?: string | null;
  /**
   * The service's own error, as text.
   */
  Error?:
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
