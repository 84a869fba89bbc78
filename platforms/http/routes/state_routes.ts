/** What the service offers, and its health. */
import type { FastifyInstance, FastifyReply } from "fastify";
import type { JsonObject } from "../../../connector/platform_api.js";
import type { Caller } from "../callers.js";
import type { FleetService } from "../fleet_service.js";
import { callerOf } from "../request_caller.js";
import type { ServiceContext } from "../service_context.js";

/** Adds `/health` and `/ready`, and the lists of what the caller may use. */
export function addStateRoutes(
  app: FastifyInstance,
  context: ServiceContext,
  fleet: FleetService | undefined,
): void {
  const { connector, document } = context;
  const config = { isOpen: true };
  app.get("/health", { config }, () => ({ status: "ok" }));
  app.get("/ready", { config }, (_request, reply) => readiness(reply, context, fleet));
  app.get("/actions", (request) => ({
    actions: connector.actions().filter(({ name }) => callerOf(request).mayRun(name)),
  }));
  app.get("/openapi.json", (request) => documentFor(callerOf(request), document));
  app.get("/profiles", (request) => {
    const { names, unusable } = callerOf(request).profiles;
    return { profiles: names, ...(unusable.length === 0 ? {} : { unusable }) };
  });
  // For clients that know profiles by their former name.
  app.get("/assets", (request) => {
    const { names, unusable } = callerOf(request).profiles;
    const faults = unusable.map(({ profile: asset, ...fault }) => ({ asset, ...fault }));
    return { assets: names, ...(faults.length === 0 ? {} : { unusable: faults }) };
  });
}

async function readiness(
  reply: FastifyReply,
  { settings, runs }: ServiceContext,
  fleet: FleetService | undefined,
): Promise<FastifyReply> {
  const obstacle = runs.isStopping ? "stopping" : await databaseObstacle(fleet);
  if (obstacle !== undefined) return reply.code(503).send({ status: obstacle });
  const { profiles, callers } = settings.current;
  // Anyone can read this, and a caller must not learn the profiles of others.
  const unusable = callers.areNamed ? [] : profiles.unusable.map(({ profile }) => profile);
  return reply.send({ status: "ready", ...(unusable.length === 0 ? {} : { unusable_profiles: unusable }) });
}

async function databaseObstacle(fleet: FleetService | undefined): Promise<string | undefined> {
  try {
    await fleet?.assertReachable();
    return undefined;
  } catch {
    return "the database does not respond";
  }
}

/** Returns the description without the actions that the caller may not run. */
function documentFor(caller: Caller, document: JsonObject): JsonObject {
  const paths = Object.entries((document["paths"] ?? {}) as JsonObject);
  const allowed = paths.filter(([path]) => {
    const [, action] = /^\/actions\/([^/]+)/.exec(path) ?? [];
    return action === undefined || caller.mayRun(action);
  });
  return { ...document, paths: Object.fromEntries(allowed) };
}
