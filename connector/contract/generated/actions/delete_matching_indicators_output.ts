/* Made from schemas/actions/delete_matching_indicators.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of Delete Matching Indicators.
 */
export interface DeleteMatchingIndicatorsOutput {
  /**
   * Status of the deletes; 200 if nothing matched, or in a dry run.
   */
  status_code: number;
  /**
   * Headers of the response.
   */
  response_headers: {
    [k: string]: string;
  };
  /**
   * Text of the status.
   */
  reason: string;
  /**
   * Numbers and results.
   */
  json_body: {
    /**
     * Number of indicators.
     */
    counts: {
      /**
       * Indicators that match the filter.
       */
      matched: number;
      /**
       * Indicators that were deleted; 0 in a dry run.
       */
      deleted: number;
      [k: string]: unknown;
    };
    /**
     * One result per indicator that matches.
     */
    value: MatchingResult[];
    [k: string]: unknown;
  };
  [k: string]: unknown;
}
/**
 * An indicator that matches a filter, and what became of it.
 */
export interface MatchingResult {
  /**
   * Id in the service.
   */
  id: string;
  /**
   * Whether it was not deleted although it should have been.
   */
  isFailed: boolean;
  /**
   * Code and sentence; null if nothing failed.
   */
  failureReason: string | null;
  item: ListedIndicator;
  [k: string]: unknown;
}
/**
 * The indicator as it was listed.
 */
export interface ListedIndicator {
  /**
   * Id in the service.
   */
  id?: string | number;
  /**
   * The value that devices look for.
   */
  indicatorValue?: string;
  /**
   * Kind of the value: one that can be imported, or another one such as WebCategory.
   */
  indicatorType?: string;
  /**
   * What a device does on a match.
   */
  action?: string;
  /**
   * Creator: an application's client id, or a user's name.
   */
  createdBy?: string | null;
  /**
   * Name of the creator.
   */
  createdByDisplayName?: string | null;
  /**
   * Where it was created, such as PublicApi, Portal or TVM.
   */
  createdBySource?: string | null;
  /**
   * Time of creation, ISO 8601.
   */
  creationTimeDateTimeUtc?: string | null;
  /**
   * Time of the last change, ISO 8601.
   */
  lastUpdateTime?: string | null;
  /**
   * Author of the last change; null: nobody.
   */
  lastUpdatedBy?: string | null;
  /**
   * Time when the service removes it, ISO 8601; null: never.
   */
  expirationTime?: string | null;
  /**
   * Severity of the alert.
   */
  severity?: string | null;
  /**
   * Title of the indicator and of its alerts.
   */
  title?: string | null;
  /**
   * Description of the indicator.
   */
  description?: string | null;
  /**
   * What an analyst should do on a match.
   */
  recommendedActions?: string | null;
  /**
   * Application that it belongs to.
   */
  application?: string | null;
  /**
   * Whether a match raises an alert.
   */
  generateAlert?: boolean | null;
  /**
   * Device groups it is for; empty: all devices.
   */
  rbacGroupNames?: string[] | null;
  /**
   * Ids of those device groups.
   */
  rbacGroupIds?: (string | number)[] | null;
  /**
   * The external id from its import.
   */
  externalId?: string | null;
  [k: string]: unknown;
}
