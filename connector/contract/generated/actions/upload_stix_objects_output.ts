/* Made from schemas/actions/upload_stix_objects.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of Upload STIX Objects.
 */
export interface UploadStixObjectsOutput {
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
    value: RowResult[];
    /**
     * Code of the failure, if no object was accepted.
     */
    statusCode?: string | number;
    /**
     * Message of the failure.
     */
    message?: string;
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
