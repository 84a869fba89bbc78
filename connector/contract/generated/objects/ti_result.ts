/* Made from schemas/objects/ti_result.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Result of one tiIndicator: the result of the service with an added status.
 */
export interface TiResult {
  /**
   * Id in the service; if the row failed, the message of the service instead.
   */
  id?: string | null;
  /**
   * The row's externalId.
   */
  externalId?: string | null;
  /**
   * True if the operation failed.
   */
  isFailed: boolean;
  /**
   * Reason of the failure: "<Code>: <message>".
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
