/* Made from schemas/objects/ti_deletion.json by `npm run generate`. Do not edit: change the schema and run it again. */

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
