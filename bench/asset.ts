/** The asset for the server of the benchmark. */
import type { Asset } from "../connector/index.js";

/** A rate limit that replaces the shipped one. */
export interface RateLimit {
  readonly calls: number;
  readonly per_seconds: number;
}

/**
 * Returns an asset.
 *
 * @param rateLimit - default: the shipped one
 */
export function assetFor(url: string, rateLimit?: RateLimit): Asset {
  return {
    url,
    login_url: url,
    tenant_id: "11111111-1111-4111-8111-111111111111",
    client_id: "22222222-2222-4222-8222-222222222222",
    client_secret: "not-a-secret",
    ...(rateLimit === undefined ? {} : { rate_limits: { import: rateLimit } }),
  };
}
