/* Made from schemas/objects/ti_deletion.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Result of one id: the result of the service with an added status.
 */
export interface TiDeletion {
  /**
   * The row, if it is an id of the service.
   */
  id?: string | null;
  /**
   * The row, if it is an external id of its sender.
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
   * Code of the service.
   */
  code?: number | string | null;
  /**
   * Message of the service.
   */
  message?: string | null;
  /**
   * Detailed code of the service.
   */
  subCode?: string | null;
  [k: string]: unknown;
}
