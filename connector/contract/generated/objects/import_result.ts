/* Made from schemas/objects/import_result.json by `npm run generate`. Do not edit: change the schema and run it again. */

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
