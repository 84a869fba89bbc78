// The resources that a token can be issued for: their audiences and their permissions.

/** A resource of Entra ID. */
export interface Resource {
  /** Without a trailing slash. */
  audiences: ReadonlySet<string>;
  /** Returns whether a permission belongs to this resource; a token carries only those. */
  defines(permission: string): boolean;
}

const isGraphs = (permission: string) => permission.startsWith("ThreatIndicators.");
const isAzures = (permission: string) => permission === "user_impersonation";

/** Audiences in the documentation and in published clients, for all clouds. */
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
  // Azure Resource Manager: the Sentinel upload API accepts its tokens.
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

/** Returns the resource of an audience. */
export function resourceOf(audience: string): Resource | undefined {
  return Object.values<Resource>(RESOURCES).find(({ audiences }) => audiences.has(audience));
}
