// Finds the route of a call. To add a service, add its routes here.
import type { Response, Route } from "./call.js";
import { controlRoutes } from "./control.js";
import { defenderRoutes } from "../defender/defender.js";
import { entraRoutes } from "../entra/entra.js";
import { graphRoutes } from "../graph/graph.js";
import { managedRoutes } from "../entra/managed.js";
import { mispRoutes } from "../misp/misp.js";
import { sentinelRoutes } from "../sentinel/sentinel.js";
import { taxiiRoutes } from "../taxii/taxii.js";
import { errorFormatOf } from "./error_formats.js";
import type { Service } from "./types.js";

const ROUTES: readonly Route[] = [
  ...defenderRoutes,
  ...graphRoutes,
  ...sentinelRoutes,
  ...taxiiRoutes,
  ...mispRoutes,
  ...managedRoutes,
  ...entraRoutes,
  ...controlRoutes,
];

// The APIs share one address, so the first path segment decides which service reports an unknown path.
function serviceOf(path: string): Service {
  if (path.startsWith("/_simulator/")) return "control";
  if (/^\/(?:beta|v1\.0)\//.test(path)) return "graph";
  if (/^\/(?:taxii2|api1)(?:\/|$)/.test(path)) return "taxii";
  if (/^\/(?:attributes|events)\//.test(path)) return "misp";
  return path.startsWith("/workspaces/") ? "sentinel" : "defender";
}

const errorRoute = (service: Service, response: () => Response): Route => ({
  service,
  endpoint: null,
  method: "",
  path: /^/,
  handle: response,
});

/** Returns the route for a method and path; an unknown path returns 404, an unknown method 405. */
export function findRoute(method: string, path: string): Route {
  const matching = ROUTES.filter((route) => route.path.test(path));
  const route = matching.find((candidate) => candidate.method === method);
  if (route) return route;
  const service = serviceOf(path);
  const errorFormat = errorFormatOf(service);
  if (matching.length === 0)
    return errorRoute(service, () => errorFormat.error(404, "NotFound", `No resource was found at ${path}`));
  const headers = { Allow: matching.map((candidate) => candidate.method).join(", ") };
  const text = `The requested resource does not support http method '${method}'.`;
  return errorRoute(service, () => ({ ...errorFormat.error(405, "MethodNotAllowed", text), headers }));
}
