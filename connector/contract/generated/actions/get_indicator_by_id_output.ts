/* Made from schemas/actions/get_indicator_by_id.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of Get Indicator by ID.
 */
export interface GetIndicatorByIdOutput {
  /**
   * 200: here it is. 404: it is not there, or this application may not see it. Else the status with which the service refused.
   */
  status_code: number;
  /**
   * Headers of the answer.
   */
  response_headers: {
    [k: string]: unknown;
  };
  /**
   * Words to the status.
   */
  reason: string;
  /**
   * The indicator as the service keeps it, or why there is none.
   */
  json_body?:
    | {
        error: ServiceError;
        [k: string]: unknown;
      }
    | ListedIndicator;
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
/**
 * An indicator as the service lists it. Any property may be absent ($select), and further types, sources and properties may appear.
 */
export interface ListedIndicator {
  /**
   * Id in the service.
   */
  id?: string | number;
  /**
   * What devices look for.
   */
  indicatorValue?: string;
  /**
   * What kind of value it is: those that can be imported, and others such as WebCategory.
   */
  indicatorType?: string;
  /**
   * What a device does on a match.
   */
  action?: string;
  /**
   * Who made it: an application's client id, or a user's name.
   */
  createdBy?: string | null;
  /**
   * Name of who made it.
   */
  createdByDisplayName?: string | null;
  /**
   * Through what it was made, such as PublicApi, Portal or TVM.
   */
  createdBySource?: string | null;
  /**
   * When it was made, ISO 8601.
   */
  creationTimeDateTimeUtc?: string | null;
  /**
   * When it was last changed, ISO 8601.
   */
  lastUpdateTime?: string | null;
  /**
   * Who changed it last; null: nobody.
   */
  lastUpdatedBy?: string | null;
  /**
   * When the service removes it, ISO 8601; null: never.
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
   * What it stands for.
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
   * The id that its importer gave it.
   */
  externalId?: string | null;
  [k: string]: unknown;
}
