// The routes of Defender for Endpoint and what a token needs for them.
import { type Access, guarded } from "./bearer.js";
import type { Route } from "./call.js";
import { handleImport } from "./defender_import.js";
import { handleGet, handleList } from "./defender_list.js";

const ACCESS: Access = {
  // Resources that the documentation and shipping clients ask tokens for, per cloud.
  audiences: new Set([
    "https://api.securitycenter.microsoft.com",
    "https://api.security.microsoft.com",
    "https://api.securitycenter.windows.com",
    "https://securitycenter.onmicrosoft.com/windowsatpservice",
    "https://api-gcc.securitycenter.microsoft.us",
    "https://api-gov.securitycenter.microsoft.us",
  ]),
  roles: ["Ti.ReadWrite", "Ti.ReadWrite.All"],
  scopes: ["Ti.ReadWrite"],
};

/** Resources that a Defender token can be asked for. */
export const defenderAudiences = ACCESS.audiences;

/** Headers of a captured answer. */
export const defenderHeaders: Record<string, string> = {
  "Content-Type": "application/json; odata.metadata=minimal; odata.streaming=true; charset=utf-8",
  "OData-Version": "4.0",
  "Strict-Transport-Security": "max-age=15724800; includeSubDomains",
  Vary: "Accept-Encoding",
};

// "/api/v1.0/…" pins the version, "/api/…" is the latest one.
const path = (rest: string) => new RegExp(`^/api(?:/v1\\.0)?/indicators${rest}$`);

/** The route table of Defender. */
export const defenderRoutes: readonly Route[] = [
  {
    service: "api",
    endpoint: "import",
    method: "POST",
    path: path("/import"),
    handle: guarded(ACCESS, handleImport),
  },
  { service: "api", endpoint: "list", method: "GET", path: path(""), handle: guarded(ACCESS, handleList) },
  { service: "api", endpoint: "get", method: "GET", path: path("/\\d+"), handle: guarded(ACCESS, handleGet) },
];
