/* Made from schemas/objects/error.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * An error in the service's own format.
 */
export interface ServiceError {
  /**
   * Code of the error.
   */
  code: string;
  /**
   * Message of the error. The text may change.
   */
  message: string;
  /**
   * Correlation id of the service.
   */
  target?: string | null;
  [k: string]: unknown;
}
