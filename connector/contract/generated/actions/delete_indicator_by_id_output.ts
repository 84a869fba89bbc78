/* Made from schemas/actions/delete_indicator_by_id.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of Delete Indicator by ID.
 */
export interface DeleteIndicatorByIdOutput {
  /**
   * 204 or 200: it is gone. 404: it was not there, or this application may not see it. Else the status with which the service refused.
   */
  status_code: number;
  /**
   * Headers of the answer.
   */
  response_headers: {
    [k: string]: unknown;
  };
  /**
   * Words to the status.
   */
  reason: string;
  /**
   * Why it was refused.
   */
  json_body?: {
    error: ServiceError;
    [k: string]: unknown;
  };
  /**
   * Empty where the indicator is gone; else the answer where it is not JSON.
   */
  response_text?: string;
}
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
