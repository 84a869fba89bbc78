/* Made from schemas/assets/none.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * A service that requires no credentials.
 */
export type NoneAsset = SharedAsset & {
  /**
   * Always none.
   */
  kind: "none";
  /**
   * Address of the service. It must begin with https://, except on a loopback address.
   */
  url: string;
  [k: string]: unknown;
};

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
