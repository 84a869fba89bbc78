/* Made from schemas/actions/delete_ti_indicators.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of Delete TI Indicators.
 */
export interface DeleteTiIndicatorsOutput {
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
    value: TiDeletion[];
    error?: ServiceError;
    [k: string]: unknown;
  };
}
/**
 * What became of one id: the service's own answer to it, with the verdict beside.
 */
export interface TiDeletion {
  /**
   * The row, where it is an id of the service.
   */
  id?: string | null;
  /**
   * The row, where it is an id of its sender.
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
   * Code of the service.
   */
  code?: number | string | null;
  /**
   * Words of the service.
   */
  message?: string | null;
  /**
   * Finer code of the service.
   */
  subCode?: string | null;
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
