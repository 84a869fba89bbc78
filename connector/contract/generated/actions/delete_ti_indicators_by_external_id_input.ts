/* Made from schemas/actions/delete_ti_indicators_by_external_id.input.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Input of Delete TI Indicators by External ID.
 */
export interface DeleteTiIndicatorsByExternalIdInput {
  /**
   * Body of the request.
   */
  json_body: {
    /**
     * The external ids, any number.
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
