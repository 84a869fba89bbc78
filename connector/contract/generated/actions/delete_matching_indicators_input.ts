/* Made from schemas/actions/delete_matching_indicators.input.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Input of Delete Matching Indicators.
 */
export interface DeleteMatchingIndicatorsInput {
  /**
   * Query of the list.
   */
  parameters: {
    /**
     * OData filter, such as application eq 'feed-a', title eq 'Old campaign', indicatorValue eq 'bad.example', or expirationTime lt 2026-12-31T00:00:00Z.
     */
    $filter: string;
    [k: string]: unknown;
  };
  /**
   * Further request headers.
   */
  headers?: {
    [k: string]: string;
  };
  [k: string]: unknown;
}
