// Finds the route of a call. A new service is a file with its routes and one line here.
import type { Response, Route, Service } from "./call.js";
import { controlRoutes } from "./control.js";
import { defenderRoutes } from "../defender/defender.js";
import { entraRoutes } from "../entra/entra.js";
import { graphRoutes } from "../graph/graph.js";
import { managedRoutes } from "../entra/managed.js";
import { sentinelRoutes } from "../sentinel/sentinel.js";
import { errorFormatOf } from "./error_formats.js";

const ROUTES: readonly Route[] = [
  ...defenderRoutes,
  ...graphRoutes,
  ...sentinelRoutes,
  ...managedRoutes,
  ...entraRoutes,
  ...controlRoutes,
];

// The three APIs share one address here, so the first segment tells whom a wrong path was meant for.
function serviceOf(path: string): Service {
  if (path.startsWith("/_simulator/")) return "control";
  if (/^\/(?:beta|v1\.0)\//.test(path)) return "graph";
  return path.startsWith("/workspaces/") ? "sentinel" : "defender";
}

const dead = (service: Service, response: () => Response): Route => ({
  service,
  endpoint: null,
  method: "",
  path: /^/,
  handle: response,
});

/** The route for a method and path; an unknown path answers 404, a wrong method 405. */
export function findRoute(method: string, path: string): Route {
  const there = ROUTES.filter((route) => route.path.test(path));
  const route = there.find((candidate) => candidate.method === method);
  if (route) return route;
  const service = serviceOf(path);
  const errorFormat = errorFormatOf(service);
  if (there.length === 0)
    return dead(service, () => errorFormat.error(404, "NotFound", `No resource was found at ${path}`));
  const headers = { Allow: there.map((candidate) => candidate.method).join(", ") };
  const text = `The requested resource does not support http method '${method}'.`;
  return dead(service, () => ({ ...errorFormat.error(405, "MethodNotAllowed", text), headers }));
}
