/* Made from schemas/objects/replacement_result.json by `npm run generate`. Do not edit: change the schema and run it again. */

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
