/* Made from schemas/actions/replace_indicator_action.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of Replace Indicator Action.
 */
export interface ReplaceIndicatorActionOutput {
  /**
   * 200: every call was answered so; isFailed of each row tells the rest. 207: some calls failed. 400: no row could be sent. Else the status of the first failed call.
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
    value: ReplacementResult[];
    error?: ServiceError;
    [k: string]: unknown;
  };
}
/**
 * What became of one row.
 */
export interface ReplacementResult {
  /**
   * Id of the new indicator; null where it is not in.
   */
  id?: string | number | null;
  /**
   * The row's indicatorValue, as the service gave it back, else as the row has it.
   */
  indicator?: string | null;
  /**
   * Id of the old indicator, as the row has it.
   */
  replacedId?: string | null;
  /**
   * True when the old one was not replaced: failedStep says how far it came.
   */
  isFailed: boolean;
  /**
   * Why not: the service's own words or object, or "<Code>: <sentence>" of the connector.
   */
  failureReason?:
    | string
    | {
        [k: string]: unknown;
      }
    | null;
  /**
   * Action at which it failed. get_indicators: nothing was sent, and the old one is as it was. import_indicators: the old one is as it was. batch_delete_indicators: the new one is in, and the old one may still be.
   */
  failedStep?: string | null;
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
