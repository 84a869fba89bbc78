/* Made from schemas/objects/import_result.json by `npm run generate`. Do not edit: change the schema and run it again. */

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
