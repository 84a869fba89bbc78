/* Made from schemas/actions/list_device_groups.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of List Device Groups.
 */
export interface ListDeviceGroupsOutput {
  /**
   * 200: the list is there. 207: some pages came, a later one did not; json_body.error says why. Else the status with which the service refused.
   */
  status_code: number;
  /**
   * Headers of the first answer.
   */
  response_headers: {
    [k: string]: unknown;
  };
  /**
   * Words to the status.
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
       * Name of the device group, as rbacGroupNames takes it.
       */
      rbacGroupName?: string | null;
      /**
       * Id of the device group, as rbacGroupIds takes it.
       */
      rbacGroupId?: number | string | null;
      /**
       * Exposure score of the group's devices.
       */
      score?: number | null;
      /**
       * When the score was reckoned, ISO 8601.
       */
      time?: string | null;
      [k: string]: unknown;
    }[];
    /**
     * Where the list goes on behind the last group given; absent where it is whole.
     */
    "@odata.nextLink"?: string | null;
    error?: ServiceError;
    [k: string]: unknown;
  };
  /**
   * The answer where it is not JSON.
   */
  response_text?: string;
}
/**
 * An error in the service's own shape.
 */
export interface ServiceError {
  /**
   * Code of the error.
   */
  code: string;
  /**
   * What happened, in words. May change.
   */
  message: string;
  /**
   * Correlation id of the service.
   */
  target?: string | null;
  [k: string]: unknown;
}
