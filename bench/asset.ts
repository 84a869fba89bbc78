/** The asset for the bench's own server. */
import type { Asset } from "../connector/index.js";

/** The budget in place of the shipped one. */
export interface RateLimit {
  readonly calls: number;
  readonly per_seconds: number;
}

/** @param budget the shipped one where it is left out */
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
