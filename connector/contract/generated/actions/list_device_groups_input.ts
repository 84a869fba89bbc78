/* Made from schemas/actions/list_device_groups.input.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Input of List Device Groups. Without all_pages and max_items the first page is given, as the service sent it.
 */
export interface ListDeviceGroupsInput {
  /**
   * Query of the request, in the service's own terms (OData). Null is left out.
   */
  parameters?: {
    /**
     * Most groups that the query gives.
     */
    $top?: number | null;
    /**
     * How many groups are passed over first.
     */
    $skip?: number | null;
  };
  /**
   * True: all pages are fetched and given as one list.
   */
  all_pages?: boolean | null;
  /**
   * Pages are fetched and given as one list until it holds that many groups; goes before all_pages.
   */
  max_items?: number | null;
  /**
   * Further request headers.
   */
  headers?: {
    [k: string]: string;
  };
  [k: string]: unknown;
}
