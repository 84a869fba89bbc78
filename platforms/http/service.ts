/** The service: guards of each request, routes, start and stop. */
import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { accessOf, logRequest } from "./access.js";
import { addActionRoutes } from "./routes/action_routes.js";
import { respondToClientError, respondToExpectations, safeHeaders } from "./before_routing.js";
import type { ServiceContext, ServiceParts } from "./service_context.js";
import type { FleetService } from "./fleet_service.js";
import { addFleetRoute } from "./routes/fleet_route.js";
import { addJobRoutes } from "./routes/job_routes.js";
import { Jobs } from "./jobs.js";
import { requestErrors } from "./messages.js";
import { memoryJobs } from "./memory_jobs.js";
import { addMcpRoute } from "./routes/mcp_route.js";
import { isLoopback } from "./api_key.js";
import { Metrics } from "./metrics.js";
import { addMetricsRoute } from "./routes/metrics_route.js";
import { addPageRoutes } from "./routes/page_routes.js";
import { Problem, rejectionOf } from "./http_errors.js";
import { addStateRoutes } from "./routes/state_routes.js";
import { enter } from "./request_caller.js";
import { knownMethods } from "./known_routes.js";
import { traceOf } from "./trace.js";
import { Runs } from "./run_registry.js";
import { RunWarnings } from "./run_warnings.js";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Needs no key. */
    isOpen?: boolean;
  }
}

/** A service that listens. */
export interface Service {
  readonly url: string;
  /**
   * Starts no further run, ends the active ones in order, waits until results are fetched or the grace
   * period is over, and closes.
   */
  stop(): Promise<void>;
}

/** Makes the fleet of a service with a database. */
export type OpenFleet = (context: ServiceContext) => FleetService;

/**
 * Starts the service. Throws the system's error if it cannot listen.
 * @param openFleet - undefined for a service without a database, which runs jobs itself
 */
export async function startService(
  parts: ServiceParts,
  { host, port }: { host: string; port: number },
  openFleet?: OpenFleet,
): Promise<Service> {
  const { limits, now } = parts;
  const warnings = new RunWarnings(now);
  const runs = new Runs(limits.runs);
  const metrics = new Metrics(() => runs.active);
  const context = { ...parts, runs, jobs: new Jobs(limits, now), warnings, metrics };
  const app = await newApp(context);
  const fleet = openFleet?.(context);
  addStateRoutes(app, context, fleet);
  addActionRoutes(app, context);
  addJobRoutes(app, fleet?.jobs ?? memoryJobs(context));
  addMetricsRoute(app, context, fleet);
  if (fleet !== undefined) addFleetRoute(app, fleet);
  addPageRoutes(app);
  addMcpRoute(app, context, isLoopback(host));
  await app.listen({ host, port });
  const { port: taken } = app.server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}`,
    stop: () => stop(app, context),
  };
}

/** Returns the web application with its guards, without routes. */
async function newApp(context: ServiceContext & ServiceParts): Promise<FastifyInstance> {
  const { fastify } = await import("fastify");
  const app = fastify({
    genReqId: () => randomUUID(),
    connectionTimeout: context.limits.idleMs,
    clientErrorHandler: respondToClientError,
    // The framework has its own bodies for both; the hook below and the runs respond with ours.
    http: { requireHostHeader: false },
    return503OnClosing: false,
    // Paths that cannot be decoded do not reach a guard.
    frameworkErrors: (error, request, reply) => void reject(entryFault(request, context) ?? error, reply),
  });
  const methodsOf = knownMethods(app);
  closeStalledConnections(app);
  respondToExpectations(app.server);
  addGuards(app, methodsOf, context);
  return app;
}

async function stop(app: FastifyInstance, { runs, jobs, limits, log }: ServiceContext): Promise<void> {
  await runs.stop();
  if (jobs.unfetched > 0) {
    const seconds = limits.graceMs / 1000;
    log.report(
      "info",
      `Results that have not been fetched and are available for another ${seconds} s: ${jobs.unfetched}.`,
    );
    await jobs.fetched();
  }
  const late = setTimeout(() => app.server.closeAllConnections(), limits.graceMs);
  await app.close();
  clearTimeout(late);
}

/** A run may pause for long because of a rate limit, but bytes that nobody reads would be held forever. */
function closeStalledConnections(app: FastifyInstance): void {
  app.server.on("timeout", (socket) => {
    if (socket.writableLength > 0) socket.destroy();
  });
}

/** Returns why a request without a route may not enter; undefined if it may. */
function entryFault(request: FastifyRequest, context: ServiceContext): unknown {
  try {
    enter(request, context);
    return undefined;
  } catch (fault) {
    return fault;
  }
}

function addGuards(
  app: FastifyInstance,
  methodsOf: (path: string) => string[],
  context: ServiceContext,
): void {
  const { log, now } = context;
  app.removeAllContentTypeParsers();
  // The routes read the body when they know its format, after all other checks.
  app.addContentTypeParser("*", (_request, _body, done) => done(null));
  app.addHook("onRequest", async (request, reply) => {
    const begun = now();
    reply.raw.once("close", () => void logRequest(request, reply, { ms: now() - begun, log }));
    reply.headers({ ...safeHeaders, "request-id": request.id });
    Object.assign(accessOf(request), { requestId: request.id, traceparent: traceOf(request.headers) });
    const { isOpen = false } = request.routeOptions.config;
    if (!isOpen) enter(request, context);
    if (request.headers.host === undefined && request.raw.httpVersion === "1.1") throw requestErrors.noHost();
  });
  app.setErrorHandler((error, _request, reply) => reject(error, reply));
  app.setNotFoundHandler(({ method, url }) => {
    const [path = ""] = url.split("?", 1);
    const methods = methodsOf(path);
    throw methods.length === 0
      ? requestErrors.unknownPath(method, path)
      : requestErrors.unknownMethod(method, path, methods);
  });
}

function reject(error: unknown, reply: FastifyReply): FastifyReply {
  const { status, body } = rejectionOf(error);
  accessOf(reply.request).code = body.code;
  if (status === 401) reply.header("www-authenticate", "Bearer");
  if (status === 405 && error instanceof Problem) reply.header("allow", error.methods.join(", "));
  // Do not wait for the rest of the body.
  if (status === 408) reply.header("connection", "close");
  return reply.code(status).send(body);
}
