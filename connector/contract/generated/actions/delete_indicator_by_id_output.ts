/* Made from schemas/actions/delete_indicator_by_id.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of Delete Indicator by ID.
 */
export interface DeleteIndicatorByIdOutput {
  /**
   * 204 or 200: the indicator was deleted. 404: it does not exist, or this application may not see it. Otherwise the status of the rejection.
   */
  status_code: number;
  /**
   * Headers of the response.
   */
  response_headers: {
    [k: string]: unknown;
  };
  /**
   * Text for the status.
   */
  reason: string;
  /**
   * Reason for the rejection.
   */
  json_body?: {
    error: ServiceError;
    [k: string]: unknown;
  };
  /**
   * Empty if the indicator was deleted; otherwise the response body if it is not JSON.
   */
  response_text?: string;
}
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
