/* Made from schemas/actions/get_taxii_collections.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of Get TAXII Collections.
 */
export interface GetTaxiiCollectionsOutput {
  /**
   * Status of the response.
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
   * The response of the server.
   */
  json_body?: {
    /**
     * The collections.
     *
     * Items: A collection: id, title, can_read, can_write, alias, media_types.
     */
    collections?: {
      [k: string]: unknown;
    }[];
    /**
     * Kind of the error, if a page failed.
     */
    title?: string;
    /**
     * Message of the error.
     */
    description?: string;
    [k: string]: unknown;
  };
  /**
   * Response body if it is not JSON.
   */
  response_text?: string;
}
