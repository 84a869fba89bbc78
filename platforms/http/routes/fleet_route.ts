/** The state of the fleet, for the page and for programs. */
import type { FastifyInstance } from "fastify";
import type { FleetService } from "../fleet_service.js";
import { callerOf } from "../request_caller.js";

/** Adds `/fleet`. */
export function addFleetRoute(app: FastifyInstance, fleet: FleetService): void {
  app.get("/fleet", (request) => fleet.status(callerOf(request)));
}
