/* Made from schemas/actions/search_misp_attributes.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of Search MISP Attributes.
 */
export interface SearchMispAttributesOutput {
  /**
   * 200: the list is complete, or was cut as max_items says. 207: a later page failed, and json_body contains the reason and what was found before it. Otherwise the status of the rejection.
   */
  status_code: number;
  /**
   * Headers of the first response.
   */
  response_headers: {
    [k: string]: unknown;
  };
  /**
   * Text for the status.
   */
  reason: string;
  /**
   * The results of all pages.
   */
  json_body?: {
    /**
     * The result of the search.
     */
    response?: {
      /**
       * The attributes; one with the same UUID is returned once.
       *
       * Items: An attribute: id, uuid, type, category, value, to_ids, timestamp, event_id, Tag, Event.
       */
      Attribute?: {
        [k: string]: unknown;
      }[];
      [k: string]: unknown;
    };
    /**
     * True if these are all results. Otherwise, do not treat a missing one as deleted.
     */
    complete?: boolean;
    /**
     * Kind of the error, if a page failed.
     */
    name?: string;
    /**
     * Message of the error.
     */
    message?: string;
    /**
     * Path of the call, in an error of MISP.
     */
    url?: string;
    [k: string]: unknown;
  };
  /**
   * Response body if it is not JSON.
   */
  response_text?: string;
}
