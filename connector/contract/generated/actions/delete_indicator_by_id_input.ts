/* Made from schemas/actions/delete_indicator_by_id.input.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Input of Delete Indicator by ID.
 */
export interface DeleteIndicatorByIdInput {
  /**
   * Values in the path of the request.
   */
  path_parameters: {
    /**
     * Id of the indicator to delete, as the service returned it: a whole number.
     */
    id: string | number;
  };
  /**
   * Additional request headers.
   */
  headers?: {
    [k: string]: string;
  };
  [k: string]: unknown;
}
