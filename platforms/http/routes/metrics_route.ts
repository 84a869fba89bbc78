/** The metrics of the service. */
import type { FastifyInstance } from "fastify";
import type { FleetService } from "../fleet_service.js";
import { callerOf } from "../request_caller.js";
import type { ServiceContext } from "../service_context.js";

/** Adds `/metrics`. */
export function addMetricsRoute(
  app: FastifyInstance,
  { metrics }: ServiceContext,
  fleet: FleetService | undefined,
): void {
  app.get("/metrics", async (request, reply) => {
    const caller = callerOf(request);
    const own = await metrics.textFor(caller);
    const text = fleet === undefined ? own : `${own}\n${await fleet.metrics(caller)}`;
    return reply.type(metrics.contentType).send(text);
  });
}
