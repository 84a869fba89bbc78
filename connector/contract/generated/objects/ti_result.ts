/* Made from schemas/objects/ti_result.json by `npm run generate`. Do not edit: change the schema and run it again. */

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
