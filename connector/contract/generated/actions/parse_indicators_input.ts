/* Made from schemas/actions/parse_indicators.input.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Input of Parse Indicators.
 */
export interface ParseIndicatorsInput {
  /**
   * The feed. Set content or content_base64.
   */
  json_body: {
    /**
     * Name of the feed, in source.file of the items and in the descriptions of rows. Default: content.
     */
    name?: string;
    /**
     * The feed as text, at most 64 MiB.
     */
    content?: string;
    /**
     * The bytes of the feed in base64, in any encoding of text, optionally compressed with gzip, at most 64 MiB of base64.
     */
    content_base64?: string;
    /**
     * Format of the feed. auto (default) recognizes the format by the content.
     */
    format?: "auto" | "portal-csv" | "csv" | "stix" | "misp" | "text" | "json" | "ndjson";
    defaults?: FeedDefaults;
    /**
     * Fields of a row by column of a CSV: a header, or a number from 1.
     */
    map?: {
      [k: string]: string;
    };
    /**
     * Find values in prose, such as a report. Default: one value per line.
     */
    prose?: boolean;
    /**
     * Values that are taken although they are known to be harmless.
     */
    allow_benign?: string[];
    [k: string]: unknown;
  };
  [k: string]: unknown;
}
/**
 * What rows get if the feed says nothing, and which items stay out.
 */
export interface FeedDefaults {
  /**
   * What a device does on a match. Required for every source that contains no actions.
   */
  action?: "Allowed" | "Audit" | "Warn" | "Block" | "BlockAndRemediate" | "Alert" | "AlertAndBlock";
  /**
   * Severity of the alert. Absent: derived from the confidence of the source, if there is one.
   */
  severity?: "Informational" | "Low" | "Medium" | "High";
  /**
   * Title. {value}, {type} and {feed} are replaced by the value, its type and the name of the source. Absent: {value}.
   */
  title?: string;
  /**
   * Description, with the same blanks. Absent: {type} {value} from {feed}.
   */
  description?: string;
  /**
   * Lifetime of a row by its type, as an ISO 8601 duration such as P30D; `default` is for all other types. Absent: the row does not expire.
   */
  expiresAfter?: {
    /**
     * Lifetime of all other types.
     */
    default?: string;
    /**
     * Lifetime of SHA-256 hashes.
     */
    FileSha256?: string;
    /**
     * Lifetime of SHA-1 hashes.
     */
    FileSha1?: string;
    /**
     * Lifetime of MD5 hashes.
     */
    FileMd5?: string;
    /**
     * Lifetime of addresses.
     */
    IpAddress?: string;
    /**
     * Lifetime of domain names.
     */
    DomainName?: string;
    /**
     * Lifetime of URLs.
     */
    Url?: string;
    /**
     * Lifetime of certificates.
     */
    CertificateThumbprint?: string;
  };
  /**
   * Longest lifetime of a row, whoever set it, as an ISO 8601 duration. Absent: none.
   */
  maxExpiresAfter?: string;
  /**
   * Device groups that the rows are for; empty: all devices.
   */
  rbacGroupNames?: string[];
  /**
   * Most restrictive level of the traffic light protocol that is taken. Default: amber+strict.
   */
  maxTlp?: "clear" | "green" | "amber" | "amber+strict" | "red";
  /**
   * Least confidence that is taken; an item without a confidence counts as 0. Default: 0.
   */
  minConfidence?: number;
  /**
   * Take every hash of a file instead of the best one. Default: false.
   */
  allHashes?: boolean;
  /**
   * Whether source addresses of MISP (`ip-src`), which can be victims, are taken. Default: take.
   */
  ipSrc?: "take" | "skip";
}
