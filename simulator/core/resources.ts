// The resources that a token can be for: the names they are asked for by, and the permissions that are theirs.

/** A resource of Entra ID. */
export interface Resource {
  /** Without a trailing slash. */
  audiences: ReadonlySet<string>;
  /** Whether a permission is one of this resource, so that a token for it carries it. */
  defines(permission: string): boolean;
}

const isGraphs = (permission: string) => permission.startsWith("ThreatIndicators.");
const isAzures = (permission: string) => permission === "user_impersonation";

/** Names that the documentation and shipping clients ask tokens by, per cloud. */
export const RESOURCES = {
  defender: {
    audiences: new Set([
      "https://api.securitycenter.microsoft.com",
      "https://api.security.microsoft.com",
      "https://api.securitycenter.windows.com",
      "https://securitycenter.onmicrosoft.com/windowsatpservice",
      "https://api-gcc.securitycenter.microsoft.us",
      "https://api-gov.securitycenter.microsoft.us",
    ]),
    defines: (permission) => !isGraphs(permission) && !isAzures(permission),
  },
  graph: {
    audiences: new Set([
      "https://graph.microsoft.com",
      "https://graph.microsoft.us",
      "https://dod-graph.microsoft.us",
      "https://microsoftgraph.chinacloudapi.cn",
    ]),
    defines: isGraphs,
  },
  // Azure Resource Manager, whose tokens the upload API of Sentinel takes.
  azure: {
    audiences: new Set([
      "https://management.azure.com",
      "https://management.core.windows.net",
      "https://management.usgovcloudapi.net",
      "https://management.chinacloudapi.cn",
    ]),
    defines: isAzures,
  },
} as const satisfies Record<string, Resource>;

/** The resource of an audience. */
export function resourceOf(audience: string): Resource | undefined {
  return Object.values<Resource>(RESOURCES).find(({ audiences }) => audiences.has(audience));
}
