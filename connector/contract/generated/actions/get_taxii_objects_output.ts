/* Made from schemas/actions/get_taxii_objects.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of Get TAXII Objects.
 */
export interface GetTaxiiObjectsOutput {
  /**
   * 200: the list is complete, or was cut as max_items says. 207: a later page failed, and json_body contains the reason and the objects before it. Otherwise the status of the rejection.
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
   * The objects of all pages.
   */
  json_body?: {
    /**
     * The objects in the order of the server. An object with the same id and modified is returned once.
     *
     * Items: A STIX object.
     */
    objects?: {
      [k: string]: unknown;
    }[];
    /**
     * True if these are all objects that match. Otherwise, do not treat a missing object as deleted.
     */
    complete?: boolean;
    /**
     * Latest time at which one of the objects was added. Pass it as added_after in the next run, minus a minute or more, when these objects are processed. Absent if the list is not complete, or the server names no time.
     */
    checkpoint?: string;
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
