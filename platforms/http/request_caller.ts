/** Finds who sent a request: which caller, and which profile and action it may use. */
import type { FastifyRequest } from "fastify";
import { accessOf } from "./access.js";
import { keyProblem } from "./api_key.js";
import type { Caller } from "./callers.js";
import type { ServiceParts } from "./service_context.js";

const callers = new WeakMap<FastifyRequest, Caller>();

/** Remembers the caller of a request, whose permissions do not change until its end. Throws Unauthorized. */
export function enter(request: FastifyRequest, { connector, settings }: ServiceParts): void {
  const { callers: known } = settings.current;
  const { authorization } = request.headers;
  const caller = known.of(authorization);
  if (caller === undefined) throw keyProblem(connector.manifest, known.areNamed)(authorization);
  callers.set(request, caller);
  if (caller.name !== undefined) accessOf(request).caller = caller.name;
}

/** Returns the caller of a request that has entered. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error("The route is open, or its request has not entered.");
  return caller;
}
