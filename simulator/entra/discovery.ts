// The discovery documents of Entra ID, versions 2 and 1.
import type { Call } from "../core/call.js";
import { isVersion1 } from "./grants.js";

/** Returns the document of the requested version, with the simulator's own addresses. */
export function discovery(call: Call, tenant: string): object {
  const base = `${call.origin}/${tenant}`;
  const isFirst = isVersion1(call);
  const endpoint = (name: string) => `${base}/oauth2/${isFirst ? "" : "v2.0/"}${name}`;
  return {
    token_endpoint: endpoint("token"),
    token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt"],
    jwks_uri: `${base}/discovery/${isFirst ? "" : "v2.0/"}keys`,
    issuer: isFirst ? `https://sts.windows.net/${tenant}/` : `${base}/v2.0`,
    authorization_endpoint: endpoint("authorize"),
    device_authorization_endpoint: endpoint("devicecode"),
    end_session_endpoint: endpoint("logout"),
    response_types_supported: ["code"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    scopes_supported: ["openid", "profile", "email", "offline_access"],
  };
}
