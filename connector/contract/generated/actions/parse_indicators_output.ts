/* Made from schemas/actions/parse_indicators.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of Parse Indicators.
 */
export interface ParseIndicatorsOutput {
  /**
   * 200. The action makes no call.
   */
  status_code: number;
  /**
   * Empty, because the action makes no call.
   */
  response_headers: {
    [k: string]: string;
  };
  /**
   * Text of the status.
   */
  reason: string;
  /**
   * Rows and items. Import Indicators accepts it whole.
   */
  json_body: {
    /**
     * The rows, in the order of the feed.
     */
    Indicators: Indicator[];
    /**
     * Every item of the feed, in its order.
     */
    items: FeedItem[];
    [k: string]: unknown;
  };
  [k: string]: unknown;
}
/**
 * A threat indicator as Microsoft Defender for Endpoint accepts it.
 */
export interface Indicator {
  /**
   * The value to look for: a hash, an address, a domain, a URL or a certificate's thumbprint. Sent unchanged.
   */
  indicatorValue: string;
  /**
   * Kind of the value.
   */
  indicatorType: "FileSha1" | "FileSha256" | "FileMd5" | "CertificateThumbprint" | "IpAddress" | "DomainName" | "Url";
  /**
   * What a device does on a match. Alert and AlertAndBlock are older names that the service still accepts.
   */
  action: "Allowed" | "Audit" | "Warn" | "Block" | "BlockAndRemediate" | "Alert" | "AlertAndBlock";
  /**
   * Application that the indicator belongs to. Set by the first import; an update does not change it.
   */
  application?: string | null;
  /**
   * Where the indicator comes from. Newer tenants ignore it.
   */
  source?: string | null;
  /**
   * Time after which the service removes the indicator, ISO 8601; absent or null: never.
   */
  expirationTime?: string | null;
  /**
   * User for an indicator created by a person, AadApp for one created through the API. Newer tenants ignore it.
   */
  sourceType?: string | null;
  /**
   * Severity of the alert. The service uses Informational if it is absent.
   */
  severity?: "Informational" | "Low" | "Medium" | "High" | null;
  /**
   * Title of the indicator and of its alerts.
   */
  title: string;
  /**
   * Description of the indicator.
   */
  description: string;
  /**
   * What an analyst should do on a match.
   */
  recommendedActions?: string | null;
  /**
   * Device groups the indicator is for; empty: all devices.
   */
  rbacGroupNames?: string[] | null;
  /**
   * Ids of those device groups, in addition to the names.
   */
  rbacGroupIds?: (string | number)[] | null;
  /**
   * Whether a match raises an alert. Must be true for Audit.
   */
  generateAlert?: boolean | null;
  /**
   * Page shown to a user if Warn or Block stops a URL.
   */
  educateUrl?: string | null;
  /**
   * Your own id of the indicator.
   */
  externalId?: string | null;
  /**
   * Category of the alert.
   */
  category?: string | number | null;
  /**
   * MITRE ATT&CK technique ids.
   */
  mitreTechniques?: string[] | null;
  /**
   * How long a user who dismisses a warning may continue, in hours.
   */
  bypassDurationHours?: number | null;
  /**
   * How far back the history of devices is searched, if the tenant has this feature.
   */
  lookBackPeriod?: string | number | null;
  /**
   * Whether the history of devices is searched, if the tenant has this feature.
   */
  historicalDetection?: boolean | null;
  /**
   * Id of the notification shown to the user.
   */
  notificationId?: string | null;
  /**
   * Text of the notification shown to the user.
   */
  notificationBody?: string | null;
  /**
   * Additional information.
   */
  additionalInfo?: string | null;
  /**
   * Version; on the first import only.
   */
  version?: string | number | null;
  /**
   * The certificate behind a thumbprint; on the first import only.
   */
  certificateInfo?: {
    /**
     * Issuer of the certificate.
     */
    issuer?: string;
    /**
     * Serial number.
     */
    serial?: string;
    /**
     * Subject of the certificate.
     */
    subject?: string;
    /**
     * SHA-256 thumbprint.
     */
    sha256?: string;
    [k: string]: unknown;
  } | null;
  [k: string]: unknown;
}
/**
 * An item of a feed, and what became of it.
 */
export interface FeedItem {
  /**
   * Place of the item.
   */
  source: {
    /**
     * Name of the source.
     */
    file: string;
    /**
     * Line of the first character, from 1.
     */
    line?: number;
    /**
     * Id of the object in the source.
     */
    id?: string;
    [k: string]: unknown;
  };
  /**
   * taken: its rows have the values of the source. changed: at least one value differs. skipped: it has no rows.
   */
  status: "taken" | "changed" | "skipped";
  /**
   * Code of the change, or of the reason for skipping; null for an item that is taken.
   */
  code: string | null;
  /**
   * The change or the reason, in a sentence; null for an item that is taken.
   */
  message: string | null;
  /**
   * Text of the item in the source.
   */
  before: string | null;
  /**
   * Value that replaces it; null unless the item is changed.
   */
  after: string | null;
  /**
   * Number of rows.
   */
  rows: number;
  [k: string]: unknown;
}
