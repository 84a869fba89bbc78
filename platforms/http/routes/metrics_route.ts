/** The metrics of the service. */
import type { FastifyInstance } from "fastify";
import { callerOf } from "../request_caller.js";
import type { ServiceContext } from "../service_context.js";

/** Adds `/metrics`. */
export function addMetricsRoute(app: FastifyInstance, { metrics }: ServiceContext): void {
  app.get("/metrics", async (request, reply) =>
    reply.type(metrics.contentType).send(await metrics.textFor(callerOf(request))),
  );
}
