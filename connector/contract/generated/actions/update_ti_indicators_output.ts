/* Made from schemas/actions/update_ti_indicators.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of Update TI Indicators.
 */
export interface UpdateTiIndicatorsOutput {
  /**
   * 200 or 206: every call was answered so; isFailed of each row tells the rest. 207: some calls failed. 400: no row could be sent. Else the status of the first failed call.
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
    value: TiResult[];
    error?: ServiceError;
    [k: string]: unknown;
  };
}
/**
 * What became of one tiIndicator: the service's own answer to it, with the verdict beside.
 */
export interface TiResult {
  /**
   * Id in the service; where it failed, the service's words in its place.
   */
  id?: string | null;
  /**
   * The row's externalId.
   */
  externalId?: string | null;
  /**
   * True when it was not done.
   */
  isFailed: boolean;
  /**
   * Why not: "<Code>: <sentence>".
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
