/* Made from schemas/actions/batch_delete_indicators.input.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Input of Batch Delete Indicators.
 */
export interface BatchDeleteIndicatorsInput {
  /**
   * Body of the request.
   */
  json_body: {
    /**
     * Ids of the service, any number.
     */
    IndicatorIds: string[];
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
