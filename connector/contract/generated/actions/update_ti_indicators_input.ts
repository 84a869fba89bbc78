/* Made from schemas/actions/update_ti_indicators.input.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Input of Update TI Indicators.
 */
export interface UpdateTiIndicatorsInput {
  /**
   * Body of the request.
   */
  json_body: {
    /**
     * The changes, any number, each with its id, expirationDateTime and targetProduct.
     */
    value: TiIndicator[];
    [k: string]: unknown;
  };
  /**
   * Additional request headers.
   */
  headers?: {
    [k: string]: string;
  };
  [k: string]: unknown;
}
/**
 * A tiIndicator as Microsoft Graph accepts it. The row checks determine which properties it must have.
 */
export interface TiIndicator {
  /**
   * Id in the service; set by the service.
   */
  id?: string | null;
  /**
   * Tenant; set by the service.
   */
  azureTenantId?: string | null;
  /**
   * What happens on a match.
   */
  action?: "unknown" | "allow" | "block" | "alert" | null;
  /**
   * Groups behind the activity.
   */
  activityGroupNames?: string[] | null;
  /**
   * Additional information, passed on unchanged.
   */
  additionalInformation?: string | null;
  /**
   * Confidence of the source, 0 to 100.
   */
  confidence?: number | null;
  /**
   * Description of the indicator, at most 100 characters.
   */
  description?: string | null;
  /**
   * Corner of the diamond model.
   */
  diamondModel?: "unknown" | "adversary" | "capability" | "infrastructure" | "victim" | null;
  /**
   * Domain.
   */
  domainName?: string | null;
  /**
   * Encoding of the email.
   */
  emailEncoding?: string | null;
  /**
   * Language of the email.
   */
  emailLanguage?: string | null;
  /**
   * Address of the email's recipient.
   */
  emailRecipient?: string | null;
  /**
   * Address of the email's sender.
   */
  emailSenderAddress?: string | null;
  /**
   * Name of the email's sender.
   */
  emailSenderName?: string | null;
  /**
   * Domain that the email came from.
   */
  emailSourceDomain?: string | null;
  /**
   * Address that the email came from.
   */
  emailSourceIpAddress?: string | null;
  /**
   * Subject of the email.
   */
  emailSubject?: string | null;
  /**
   * X-Mailer of the email.
   */
  emailXMailer?: string | null;
  /**
   * When the indicator expires, ISO 8601.
   */
  expirationDateTime?: string | null;
  /**
   * Your own id of the indicator.
   */
  externalId?: string | null;
  /**
   * When the file was compiled, ISO 8601.
   */
  fileCompileDateTime?: string | null;
  /**
   * Time when the file was created, ISO 8601.
   */
  fileCreatedDateTime?: string | null;
  /**
   * Kind of the hash.
   */
  fileHashType?: "unknown" | "sha1" | "sha256" | "md5" | "authenticodeHash256" | "lsHash" | "ctph" | null;
  /**
   * Hash of the file.
   */
  fileHashValue?: string | null;
  /**
   * Name of the mutex that the file uses.
   */
  fileMutexName?: string | null;
  /**
   * Name of the file.
   */
  fileName?: string | null;
  /**
   * Packer of the file.
   */
  filePacker?: string | null;
  /**
   * Path of the file.
   */
  filePath?: string | null;
  /**
   * Size of the file, in bytes.
   */
  fileSize?: number | null;
  /**
   * Type of the file.
   */
  fileType?: string | null;
  /**
   * Time when the service received it; set by the service.
   */
  ingestedDateTime?: string | null;
  /**
   * Whether the indicator is active. The service uses true if it is absent.
   */
  isActive?: boolean | null;
  /**
   * Points of the kill chain.
   */
  killChain?:
    ("Actions" | "C2" | "Delivery" | "Exploitation" | "Installation" | "Reconnaissance" | "Weaponization")[] | null;
  /**
   * Cases in which a match may be a false positive.
   */
  knownFalsePositives?: string | null;
  /**
   * Time when it was last seen, ISO 8601.
   */
  lastReportedDateTime?: string | null;
  /**
   * Families of malware.
   */
  malwareFamilyNames?: string[] | null;
  /**
   * Network, in CIDR notation.
   */
  networkCidrBlock?: string | null;
  /**
   * Autonomous system of the destination.
   */
  networkDestinationAsn?: number | null;
  /**
   * Network of the destination, in CIDR notation.
   */
  networkDestinationCidrBlock?: string | null;
  /**
   * IPv4 address of the destination.
   */
  networkDestinationIPv4?: string | null;
  /**
   * IPv6 address of the destination.
   */
  networkDestinationIPv6?: string | null;
  /**
   * Port of the destination.
   */
  networkDestinationPort?: number | null;
  /**
   * IPv4 address of either end.
   */
  networkIPv4?: string | null;
  /**
   * IPv6 address of either end.
   */
  networkIPv6?: string | null;
  /**
   * Port of either end.
   */
  networkPort?: number | null;
  /**
   * Number of the protocol in the IPv4 header.
   */
  networkProtocol?: number | null;
  /**
   * Autonomous system of the source.
   */
  networkSourceAsn?: number | null;
  /**
   * Network of the source, in CIDR notation.
   */
  networkSourceCidrBlock?: string | null;
  /**
   * IPv4 address of the source.
   */
  networkSourceIPv4?: string | null;
  /**
   * IPv6 address of the source.
   */
  networkSourceIPv6?: string | null;
  /**
   * Port of the source.
   */
  networkSourcePort?: number | null;
  /**
   * True: a match shows nothing to the user.
   */
  passiveOnly?: boolean | null;
  /**
   * Severity, 0 to 5; the service uses 3 if it is absent.
   */
  severity?: number | null;
  /**
   * Tags.
   */
  tags?: string[] | null;
  /**
   * Product that the indicator is for.
   */
  targetProduct?: "Azure Sentinel" | "Microsoft Defender ATP" | null;
  /**
   * Kind of threat.
   */
  threatType?:
    | "Botnet"
    | "C2"
    | "CryptoMining"
    | "Darknet"
    | "DDoS"
    | "MaliciousUrl"
    | "Malware"
    | "Phishing"
    | "Proxy"
    | "PUA"
    | "WatchList"
    | null;
  /**
   * Traffic light protocol.
   */
  tlpLevel?: "unknown" | "white" | "green" | "amber" | "red" | null;
  /**
   * URL.
   */
  url?: string | null;
  /**
   * User agent of a web request.
   */
  userAgent?: string | null;
  [k: string]: unknown;
}
