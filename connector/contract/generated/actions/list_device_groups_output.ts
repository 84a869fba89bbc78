/* Made from schemas/actions/list_device_groups.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of List Device Groups.
 */
export interface ListDeviceGroupsOutput {
  /**
   * 200: the list is complete. 207: a later page failed; json_body.error contains the reason. Otherwise the status of the rejection.
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
   * The page as the service sent it, or the first page with the groups of all pages.
   */
  json_body?: {
    /**
     * Address of the list's metadata.
     */
    "@odata.context"?: string;
    /**
     * The groups, in the service's order.
     */
    value?: {
      /**
       * Name of the device group, as rbacGroupNames accepts it.
       */
      rbacGroupName?: string | null;
      /**
       * Id of the device group, as rbacGroupIds accepts it.
       */
      rbacGroupId?: number | string | null;
      /**
       * Exposure score of the group's devices.
       */
      score?: number | null;
      /**
       * Time when the score was calculated, ISO 8601.
       */
      time?: string | null;
      [k: string]: unknown;
    }[];
    /**
     * Address of the rest of the list; absent if the list is complete.
     */
    "@odata.nextLink"?: string | null;
    error?: ServiceError;
    [k: string]: unknown;
  };
  /**
   * Response body if it is not JSON.
   */
  response_text?: string;
}
/**
 * An error in the service's own format.
 */
export interface ServiceError {
  /**
   * Code of the error.
   */
  code: string;
  /**
   * Message of the error. The text may change.
   */
  message: string;
  /**
   * Correlation id of the service.
   */
  target?: string | null;
  [k: string]: unknown;
}
