/* Made from schemas/objects/replacement_result.json by `npm run generate`. Do not edit: change the schema and run it again. */

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
