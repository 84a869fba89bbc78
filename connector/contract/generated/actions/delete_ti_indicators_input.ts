/* Made from schemas/actions/delete_ti_indicators.input.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Input of Delete TI Indicators.
 */
export interface DeleteTiIndicatorsInput {
  /**
   * Body of the request.
   */
  json_body: {
    /**
     * The ids, any number.
     */
    value: string[];
    [k: string]: unknown;
  };
  /**
   * Additional request headers.
   */
  headers?: {
    [k: string]: string;
  };
  [k: string]: unknown;
}
