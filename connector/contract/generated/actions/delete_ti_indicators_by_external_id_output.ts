/* Made from schemas/actions/delete_ti_indicators_by_external_id.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of Delete TI Indicators by External ID.
 */
export interface DeleteTiIndicatorsByExternalIdOutput {
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
    value: TiDeletion[];
    error?: ServiceError;
    [k: string]: unknown;
  };
}
/**
 * Result of one id: the result of the service with an added status.
 */
export interface TiDeletion {
  /**
   * The row, if it is an id of the service.
   */
  id?: string | null;
  /**
   * The row, if it is an external id of its sender.
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
   * Code of the service.
   */
  code?: number | string | null;
  /**
   * Message of the service.
   */
  message?: string | null;
  /**
   * Detailed code of the service.
   */
  subCode?: string | null;
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
