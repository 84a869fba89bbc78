// Handles one call: records and counts it, selects its fault, reads the body and sends the response.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Call, Response, Route, SimulatorState } from "./core/call.js";
import type { Delay } from "./core/delay.js";
import { responseTo, respond, readBody } from "./core/respond.js";
import { apiError } from "./core/errors.js";
import { limitKey, limitName, type Rejection } from "./core/limits.js";
import { newRecord } from "./core/records.js";
import { findRoute } from "./core/routes.js";
import type { Fault, Limit, Service } from "./core/types.js";
import { ownError } from "./messages.js";
import { errorFormatOf } from "./core/error_formats.js";

const isApi = (service: Service) => service !== "login" && service !== "control";

function originOf(request: IncomingMessage): string {
  const scheme = "encrypted" in request.socket ? "https" : "http";
  return `${scheme}://${request.headers.host ?? "localhost"}`;
}

/** Returns the address of a request; an unreadable one becomes a path that is not found. */
function urlOf(request: IncomingMessage, origin: string): URL {
  const address = `${origin}${request.url ?? "/"}`;
  return new URL(URL.canParse(address) ? address : "http://localhost/unreadable");
}

/** Counts the call on arrival, regardless of its result. */
function limited(call: Call, { service, endpoint }: Route, state: SimulatorState): Rejection | undefined {
  const { settings, limiter } = state;
  const name = limitName(service, endpoint);
  const limit = settings.limits[name] as Limit | undefined;
  if (!call.principal || !limit) return undefined;
  const { enforceRateLimit: enforced, countThrottled } = settings;
  const key = limitKey(service, name, call.principal);
  const rejection = limiter.check(key, limit, call.record.at, countThrottled || !enforced);
  return enforced ? rejection : undefined;
}

function recordCall(call: Call, route: Route, state: SimulatorState): void {
  const { record } = call;
  if (route.service === "login") state.tokenRecords.push(record);
  if (!isApi(route.service)) return;
  state.records.push(record);
  call.principal = state.tokens.principal(call.request.headers.authorization);
  record.tenant = call.principal?.tenant ?? null;
  record.client = call.principal?.client ?? null;
  call.rejection = limited(call, route, state);
}

function newCall(request: IncomingMessage, state: SimulatorState): [call: Call, route: Route] {
  const at = state.clock();
  const origin = originOf(request);
  const url = urlOf(request, origin);
  const method = request.method ?? "";
  const route = findRoute(method, url.pathname);
  const record = newRecord(at, method, url.pathname, route);
  return [{ request, origin, url, body: null, record, principal: undefined, rejection: undefined }, route];
}

function faultFor(call: Call, route: Route, state: SimulatorState): Fault | undefined {
  const fault = state.faults.next(route.endpoint, isApi(route.service));
  call.record.fault = fault?.kind ?? null;
  return fault;
}

// An error of the simulator itself must be visible in the test that caused it, not end the process.
function safeResponse(call: Call, route: Route, state: SimulatorState, fault: Fault | undefined) {
  try {
    return responseTo(call, route, state, fault);
  } catch (error) {
    return apiError(500, "InternalServerError", ownError((error as Error).message));
  }
}

// Node would add the real time, and the clock of the simulator may be virtual.
function dated(response: Response, now: number): Response {
  const { headers = {} } = response;
  if (Object.keys(headers).some((name) => name.toLowerCase() === "date")) return response;
  return { ...response, headers: { ...headers, Date: new Date(now).toUTCString() } };
}

/** Handles one call; never rejects. */
export async function serve(
  request: IncomingMessage,
  res: ServerResponse,
  state: SimulatorState,
  delay: Delay,
): Promise<void> {
  const [call, route] = newCall(request, state);
  recordCall(call, route, state);
  const fault = faultFor(call, route, state);
  if (fault?.kind === "resetUnread") {
    request.socket.destroy();
    return;
  }
  try {
    call.body = await readBody(request);
  } catch {
    // The client disconnected while it sent the body.
    return;
  }
  if (fault?.kind === "hang") return;
  if (fault?.kind === "resetBefore") {
    request.socket.destroy();
    return;
  }
  const response = dated(safeResponse(call, route, state, fault), state.now());
  const isControl = route.service === "control";
  await delay(isControl ? 0 : state.settings.latencyMs + (fault?.kind === "slow" ? fault.ms : 0));
  respond(call, res, response, fault, errorFormatOf(route.service).headers);
}
