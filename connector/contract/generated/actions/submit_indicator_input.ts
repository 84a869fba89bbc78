/* Made from schemas/actions/submit_indicator.input.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Input of Submit Indicator.
 */
export interface SubmitIndicatorInput {
  json_body: Indicator;
  /**
   * Further request headers.
   */
  headers?: {
    [k: string]: string;
  };
  [k: string]: unknown;
}
/**
 * A threat indicator as Microsoft Defender for Endpoint takes it.
 */
export interface Indicator {
  /**
   * What to look for: a hash, an address, a domain, a URL or a certificate's thumbprint. Sent as given.
   */
  indicatorValue: string;
  /**
   * What kind of value it is.
   */
  indicatorType: "FileSha1" | "FileSha256" | "FileMd5" | "CertificateThumbprint" | "IpAddress" | "DomainName" | "Url";
  /**
   * What a device does on a match. Alert and AlertAndBlock are older names that the service still takes.
   */
  action: "Allowed" | "Audit" | "Warn" | "Block" | "BlockAndRemediate" | "Alert" | "AlertAndBlock";
  /**
   * Application that the indicator belongs to. Kept from the first import; an update does not change it.
   */
  application?: string | null;
  /**
   * Where the indicator comes from. Newer tenants ignore it.
   */
  source?: string | null;
  /**
   * Moment after which the service removes the indicator, ISO 8601; absent or null: never.
   */
  expirationTime?: string | null;
  /**
   * User for an indicator made by a person, AadApp for one made through the API. Newer tenants ignore it.
   */
  sourceType?: string | null;
  /**
   * Severity of the alert. The service takes Informational where it is absent.
   */
  severity?: "Informational" | "Low" | "Medium" | "High" | null;
  /**
   * Title of the indicator and of its alerts.
   */
  title: string;
  /**
   * What the indicator stands for.
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
   * Ids of those device groups, beside the names.
   */
  rbacGroupIds?: (string | number)[] | null;
  /**
   * Whether a match raises an alert. Must be true for Audit.
   */
  generateAlert?: boolean | null;
  /**
   * Page shown to the user whom Warn or Block stops at a URL.
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
   * How long a user who passes a warning is let through, in hours.
   */
  bypassDurationHours?: number | null;
  /**
   * How far back devices' history is searched, where the tenant has this.
   */
  lookBackPeriod?: string | number | null;
  /**
   * Whether devices' history is searched, where the tenant has this.
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
   * Further information.
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
     * Who issued it.
     */
    issuer?: string;
    /**
     * Serial number.
     */
    serial?: string;
    /**
     * Whom it names.
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
