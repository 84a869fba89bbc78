/* Made from schemas/actions/import_indicators.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of Import Indicators.
 */
export interface ImportIndicatorsOutput {
  /**
   * 200: every call was answered 200; isFailed of each row tells the rest. 207: some calls failed. 400: no row could be sent. Else the status of the first failed call.
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
    value: ImportResult[];
    error?: ServiceError;
    [k: string]: unknown;
  };
}
/**
 * What became of one row.
 */
export interface ImportResult {
  /**
   * Id of the indicator in the service; null where there is none.
   */
  id?: string | number | null;
  /**
   * The row's indicatorValue.
   */
  indicator: string | null;
  /**
   * True when the row is not in.
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
