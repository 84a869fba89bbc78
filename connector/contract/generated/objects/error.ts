/* Made from schemas/objects/error.json by `npm run generate`. Do not edit: change the schema and run it again. */

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
