/* Made from schemas/assets/client_certificate.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Certificate and private key. Give tenant_id, or token_url.
 */
export type ClientCertificateAsset = SharedAsset & {
  [k: string]: unknown;
} & {
  /**
   * Directory (tenant) id or domain.
   */
  tenant_id?: string;
  /**
   * Address of the token endpoint, in place of tenant_id.
   */
  token_url?: string;
  /**
   * Application (client) id.
   */
  client_id: string;
  /**
   * Certificate: PEM text, DER in base64, or the path of a PEM or DER file.
   */
  client_certificate: string;
  /**
   * RSA private key without a passphrase: PEM text, DER in base64 (PKCS #8 or PKCS #1), or the path of a PEM or DER file.
   */
  private_key: string;
  [k: string]: unknown;
};

/**
 * Fields that every kind of asset takes.
 */
export interface SharedAsset {
  /**
   * Address of Microsoft Defender for Endpoint, in place of the one that cloud and region give: a geo host, a gateway (with allow_custom_host), or the simulator.
   */
  url?: string;
  /**
   * Address of Microsoft Graph, likewise.
   */
  graph_url?: string;
  /**
   * Address of the Microsoft Sentinel upload API, likewise.
   */
  sentinel_url?: string;
  /**
   * Login authority, in place of the cloud's.
   */
  login_url?: string;
  /**
   * Microsoft cloud of the tenant. Default: commercial.
   */
  cloud?: "commercial" | "gcc" | "gcc_high" | "dod";
  /**
   * Region whose host is nearer. Commercial cloud only.
   */
  region?: "us" | "eu" | "uk" | "au" | "swa" | "ina";
  /**
   * Scopes to ask for, in place of the service's own.
   *
   * @minItems 1
   */
  scope?: string[];
  /**
   * Whether server certificates are checked. Default: true.
   */
  verify_ssl?: boolean;
  /**
   * File of further root certificates (PEM), for a proxy that opens TLS.
   */
  ca_file?: string;
  /**
   * Proxy, http://user:password@host:port. HTTPS_PROXY and HTTP_PROXY of the environment go before it; NO_PROXY and loopback never use one.
   */
  http_proxy?: string;
  /**
   * Allows url and login_url to name a host that the manifest does not list. The token goes there.
   */
  allow_custom_host?: boolean;
  /**
   * Longest time for one attempt, in milliseconds.
   */
  timeout_ms?: number;
  /**
   * Longest time for a whole run, in milliseconds. Rows not sent by then say so.
   */
  deadline_ms?: number;
  /**
   * Rate budgets by name, in place of the manifest's figures.
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
   * Mend values before they are sent: white space at the ends, defanged addresses, capitals in hashes and domains, shortened IPv6 addresses. Each change is reported.
   */
  normalize?: boolean;
  /**
   * strict: rows that break a rule are refused here. report: they are sent, with a warning. off: they are sent.
   */
  validation?: "strict" | "report" | "off";
  /**
   * What happens to a row that blocks, or warns on, a value that is known to be harmless. warn (default): the row is sent with a warning. reject: the row is rejected. allow: the row is sent.
   */
  benign_values?: "warn" | "reject" | "allow";
  [k: string]: unknown;
}
