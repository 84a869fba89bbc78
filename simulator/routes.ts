// Finds the route of a call. A new service is a file with its routes and one line here.
import type { Answer, Route } from "./call.js";
import { controlRoutes } from "./control.js";
import { defenderHeaders, defenderRoutes } from "./defender.js";
import { entraRoutes } from "./entra.js";
import { apiError } from "./errors.js";
import { managedRoutes } from "./managed.js";

const ROUTES: readonly Route[] = [...defenderRoutes, ...managedRoutes, ...entraRoutes, ...controlRoutes];

const dead = (path: string, answer: () => Answer): Route => ({
  service: path.startsWith("/_simulator/") ? "control" : "api",
  endpoint: null,
  method: "",
  path: /^/,
  handle: answer,
});

/** The route for a method and path; an unknown path answers 404, a wrong method 405. */
export function findRoute(method: string, path: string): Route {
  const there = ROUTES.filter((route) => route.path.test(path));
  const route = there.find((candidate) => candidate.method === method);
  if (route) return route;
  if (there.length === 0)
    return dead(path, () => apiError(404, "NotFound", `No resource was found at ${path}`));
  const headers = { Allow: there.map((candidate) => candidate.method).join(", ") };
  const text = `The requested resource does not support http method '${method}'.`;
  return dead(path, () => ({ ...apiError(405, "MethodNotAllowed", text), headers }));
}

/** The headers that every answer of a route carries unless it says otherwise. */
export function headersOf(route: Route): Record<string, string> {
  return route.service === "api" ? defenderHeaders : {};
}
