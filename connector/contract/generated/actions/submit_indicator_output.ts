/* Made from schemas/actions/submit_indicator.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of Submit Indicator.
 */
export interface SubmitIndicatorOutput {
  /**
   * 200: the indicator was accepted. Otherwise the status of the rejection.
   */
  status_code: number;
  /**
   * Headers of the response.
   */
  response_headers: {
    [k: string]: unknown;
  };
  /**
   * Text for the status.
   */
  reason: string;
  /**
   * The indicator as the service stores it, or the error.
   */
  json_body?:
    | {
        error: ServiceError;
        [k: string]: unknown;
      }
    | ListedIndicator;
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
/**
 * An indicator as the service lists it. Any property may be absent ($select), and other types, sources and properties may appear.
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
