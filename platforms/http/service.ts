/** The service as a whole: what guards each request, where it is led, how it starts and how it ends. */
import type { AddressInfo } from "node:net";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { optionalPackage } from "../shared/optional_package.js";
import { addActionRoutes } from "./routes/action_routes.js";
import type { ServiceContext, ServiceParts } from "./service_context.js";
import { addJobRoutes } from "./routes/job_routes.js";
import { Jobs } from "./jobs.js";
import { keyCheck } from "./api_key.js";
import { addPageRoutes } from "./routes/page_routes.js";
import { Problem, rejectionOf } from "./http_errors.js";
import { Runs } from "./run_registry.js";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Needs no key. */
    isOpen?: boolean;
  }
}

/** A service that listens. */
export interface Service {
  readonly url: string;
  /** Begins no further run, ends those under way in order, waits a while for results to be fetched, and closes. */
  stop(): Promise<void>;
}

/** Starts the service. Throws MissingPackage without the web framework, and what the system says where it cannot listen. */
export async function startService(
  parts: ServiceParts,
  { host, port }: { host: string; port: number },
): Promise<Service> {
  const needed = { name: "fastify", context: "The HTTP service" };
  const { fastify } = await optionalPackage(() => import("fastify"), needed);
  const { limits, now } = parts;
  const context = { ...parts, runs: new Runs(limits.runs), jobs: new Jobs(limits, now) };
  const showsKey = keyCheck(parts.key);
  const app = fastify({
    connectionTimeout: limits.idleMs,
    // Paths that cannot be decoded meet no guard.
    frameworkErrors: (error, { headers }, reply) =>
      void reject(showsKey(headers.authorization) ? error : unauthorized(), reply),
  });
  endSilentTakers(app);
  addGuards(app, showsKey, context);
  addStateRoutes(app, context);
  addActionRoutes(app, context);
  addJobRoutes(app, context);
  addPageRoutes(app);
  await app.listen({ host, port });
  const { port: taken } = app.server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}`,
    stop: () => stop(app, context),
  };
}

async function stop(app: FastifyInstance, { runs, jobs, limits, log }: ServiceContext): Promise<void> {
  await runs.stop();
  if (jobs.unfetched > 0) {
    log(`Results that can be fetched for another ${limits.graceMs / 1000} s: ${jobs.unfetched}.`);
    await jobs.fetched();
  }
  const late = setTimeout(() => app.server.closeAllConnections(), limits.graceMs);
  await app.close();
  clearTimeout(late);
}

/** A run may be silent for long, waiting for a budget; but bytes that nobody takes would be held for ever. */
function endSilentTakers(app: FastifyInstance): void {
  app.server.on("timeout", (socket) => {
    if (socket.writableLength > 0) socket.destroy();
  });
}

function addGuards(
  app: FastifyInstance,
  showsKey: (header: string | undefined) => boolean,
  { log, now }: ServiceContext,
): void {
  app.removeAllContentTypeParsers();
  // Bodies are read by those who know what they may hold, after everything else has been checked.
  app.addContentTypeParser("*", (_request, _body, done) => done(null));
  app.addHook("onRequest", async (request, reply) => {
    const begun = now();
    reply.raw.once("close", () => logRequest(request, reply, { ms: now() - begun, log }));
    reply.headers(safeHeaders);
    const { isOpen = false } = request.routeOptions.config;
    if (!isOpen && !showsKey(request.headers.authorization)) throw unauthorized();
  });
  app.setErrorHandler((error, _request, reply) => reject(error, reply));
  app.setNotFoundHandler(({ method, url }) => {
    const [path = ""] = url.split("?", 1);
    throw new Problem("NotFound", `There is no ${method} ${JSON.stringify(path)}.`);
  });
}

function unauthorized(): Problem {
  return new Problem("Unauthorized", "The request does not show the key of this service.");
}

const safeHeaders = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

function reject(error: unknown, reply: FastifyReply): FastifyReply {
  const { status, body } = rejectionOf(error);
  if (status === 401) reply.header("www-authenticate", "Bearer");
  // What is left of the body is not waited for.
  if (status === 408) reply.header("connection", "close");
  return reply.code(status).send(body);
}

/** Paths as they are declared: what a caller writes there is not for a log. */
function logRequest(
  { method, routeOptions: { url = "(unknown)", config } }: FastifyRequest,
  { raw }: FastifyReply,
  { ms, log }: { ms: number; log: (line: string) => void },
): void {
  if (config.isOpen === true) return;
  const left = raw.writableFinished ? "" : ", the caller left";
  log(`${method} ${url} ${raw.statusCode}, ${Math.round(ms)} ms${left}`);
}

function addStateRoutes(app: FastifyInstance, { connector, assets, document, runs }: ServiceContext): void {
  const config = { isOpen: true };
  app.get("/health", { config }, () => ({ status: "ok" }));
  app.get("/ready", { config }, (_request, reply) =>
    runs.isStopping ? reply.code(503).send({ status: "stopping" }) : reply.send({ status: "ready" }),
  );
  app.get("/actions", () => ({ actions: connector.actions() }));
  app.get("/openapi.json", () => document);
  app.get("/assets", () => ({ assets: assets.names }));
}
