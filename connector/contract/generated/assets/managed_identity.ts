/* Made from schemas/assets/managed_identity.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Managed identity of the Azure host that the connector runs on.
 */
export type ManagedIdentityAsset = CloudAsset &
  SharedAsset & {
    /**
     * Directory (tenant) id; used only as a key of the rate limits.
     */
    tenant_id?: string;
    /**
     * system, or the client id of a user-assigned identity.
     */
    managed_identity: string;
    [k: string]: unknown;
  };

/**
 * Fields that every kind of asset of a Microsoft cloud accepts.
 */
export interface CloudAsset {
  /**
   * Address of Microsoft Defender for Endpoint, instead of the one for cloud and region: a geo host, a gateway (with allow_custom_host), or the simulator.
   */
  url?: string;
  /**
   * Address of Microsoft Graph, instead of the one for the cloud.
   */
  graph_url?: string;
  /**
   * Address of the Microsoft Sentinel upload API, instead of the one for the cloud.
   */
  sentinel_url?: string;
  /**
   * Login authority, instead of the cloud's.
   */
  login_url?: string;
  /**
   * Microsoft cloud of the tenant. Default: commercial.
   */
  cloud?: "commercial" | "gcc" | "gcc_high" | "dod";
  /**
   * Region with a nearer host. Commercial cloud only.
   */
  region?: "us" | "eu" | "uk" | "au" | "swa" | "ina";
  /**
   * Scopes to request, instead of the service's own.
   *
   * @minItems 1
   */
  scope?: string[];
  /**
   * Allows url and login_url to name a host that the manifest does not list. The token is sent to that host.
   */
  allow_custom_host?: boolean;
  [k: string]: unknown;
}
/**
 * Fields that every kind of asset accepts.
 */
export interface SharedAsset {
  /**
   * Whether server certificates are checked. Default: true.
   */
  verify_ssl?: boolean;
  /**
   * File of additional root certificates (PEM), for a proxy that decrypts TLS.
   */
  ca_file?: string;
  /**
   * Proxy, http://user:password@host:port. HTTPS_PROXY and HTTP_PROXY of the environment take precedence; NO_PROXY and loopback addresses never use a proxy.
   */
  http_proxy?: string;
  /**
   * Maximum time for one attempt, in milliseconds.
   */
  timeout_ms?: number;
  /**
   * Maximum time for a whole run, in milliseconds. Rows that are not sent by then are reported as not sent.
   */
  deadline_ms?: number;
  /**
   * Rate limits by name, instead of the manifest's figures.
   */
  rate_limits?: {
    [k: string]: {
      /**
       * Calls allowed in the window.
       */
      calls: number;
      /**
       * Length of the window, in seconds.
       */
      per_seconds: number;
    };
  };
  /**
   * Normalize values before they are sent: white space at the ends, defanged addresses, capitals in hashes and domains, shortened IPv6 addresses. Each change is reported.
   */
  normalize?: boolean;
  /**
   * strict: rows that break a rule are rejected before they are sent. report: they are sent with a warning. off: they are sent.
   */
  validation?: "strict" | "report" | "off";
  /**
   * What happens to a row that blocks, or warns about, a value that is known to be harmless. warn (default): the row is sent with a warning. reject: the row is rejected. allow: the row is sent.
   */
  benign_values?: "warn" | "reject" | "allow";
  /**
   * Defaults of feeds, such as {"action": "Audit", "maxTlp": "green"}. Defaults of a command or an input have precedence, key by key. They are checked when a feed is read.
   */
  defaults?: {
    [k: string]: unknown;
  };
  [k: string]: unknown;
}
