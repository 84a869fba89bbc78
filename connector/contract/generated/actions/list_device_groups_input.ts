/* Made from schemas/actions/list_device_groups.input.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Input of List Device Groups. Without all_pages and max_items, the action returns the first page as the service sent it.
 */
export interface ListDeviceGroupsInput {
  /**
   * Query of the request in OData syntax. Null is omitted.
   */
  parameters?: {
    /**
     * Maximum number of groups for the query.
     */
    $top?: number | null;
    /**
     * Number of groups to skip.
     */
    $skip?: number | null;
  };
  /**
   * True: returns all pages as one list.
   */
  all_pages?: boolean | null;
  /**
   * Returns pages as one list until it contains this number of groups; takes precedence over all_pages.
   */
  max_items?: number | null;
  /**
   * Additional request headers.
   */
  headers?: {
    [k: string]: string;
  };
  [k: string]: unknown;
}
