/* Made from schemas/assets/cloud.json by `npm run generate`. Do not edit: change the schema and run it again. */

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
