/* Made from schemas/actions/sync_indicators.input.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Input of Sync Indicators.
 */
export interface SyncIndicatorsInput {
  /**
   * The sync and its desired rows.
   */
  json_body: {
    /**
     * Name of the sync. It is the application of its rows, by which the sync recognizes them: two syncs need two names.
     */
    name: string;
    /**
     * What the sync may do. create_only never changes or deletes. upsert also updates, and deletes the old side of an action change. mirror also deletes rows that are absent. lease deletes nothing: every row gets an end of life of at least three intervals, which is renewed.
     */
    policy: "create_only" | "upsert" | "mirror" | "lease";
    /**
     * All desired rows.
     */
    Indicators: Indicator[];
    /**
     * Whether the rows are everything that is desired. Default: false, and then nothing is deleted.
     */
    complete?: boolean;
    /**
     * Most rows that may be deleted or replaced; if more are due, none is. The smaller bound holds.
     */
    maxDelete?: {
      /**
       * Number of rows.
       */
      count?: number;
      /**
       * Fraction of the rows of the sync, from 0 to 1. Default: 0.3. Not applied if the sync has fewer than 10 rows.
       */
      share?: number;
      [k: string]: unknown;
    };
    /**
     * Interval of the runs, such as 1h, 30m or PT12H. The policy lease needs it.
     */
    every?: string;
    [k: string]: unknown;
  };
  /**
   * Further request headers.
   */
  headers?: {
    [k: string]: string;
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
