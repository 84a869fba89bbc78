/* Made from schemas/actions/get_indicator_by_id.input.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Input of Get Indicator by ID.
 */
export interface GetIndicatorByIdInput {
  /**
   * Values in the path of the request.
   */
  path_parameters: {
    /**
     * Id of the indicator that is wanted, as the service gave it: a whole number.
     */
    id: string | number;
  };
  /**
   * Further request headers.
   */
  headers?: {
    [k: string]: string;
  };
  [k: string]: unknown;
}
