// One call from its head to the answer: record, count, find the fault, read the body, answer.
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Call, isApi, type Route, type SimulatorState } from "./core/call.js";
import type { Delay } from "./core/delay.js";
import { responseTo, respond, readBody } from "./core/respond.js";
import { apiError } from "./core/errors.js";
import { limitKey, limitName, type Rejection } from "./core/limits.js";
import { newRecord } from "./core/records.js";
import { findRoute } from "./core/routes.js";
import type { Fault, Limit } from "./core/types.js";
import { errorFormatOf } from "./core/error_formats.js";

function originOf(request: IncomingMessage): string {
  const scheme = "encrypted" in request.socket ? "https" : "http";
  return `${scheme}://${request.headers.host ?? "localhost"}`;
}

/** The address of a request; one that cannot be read becomes one that is not found. */
function urlOf(request: IncomingMessage, origin: string): URL {
  const address = `${origin}${request.url ?? "/"}`;
  return new URL(URL.canParse(address) ? address : "http://localhost/unreadable");
}

/** Counts the call on arrival, whatever becomes of it. */
function limited(call: Call, { service, endpoint }: Route, state: SimulatorState): Rejection | undefined {
  const { settings, limiter } = state;
  const name = limitName(service, endpoint);
  const limit = settings.limits[name] as Limit | undefined;
  if (!call.holder || !limit) return undefined;
  const { enforceRateLimit: enforced, countThrottled } = settings;
  const key = limitKey(service, name, call.holder);
  const rejection = limiter.arrive(key, limit, call.record.at, countThrottled || !enforced);
  return enforced ? rejection : undefined;
}

function enrol(call: Call, route: Route, state: SimulatorState): void {
  const { record } = call;
  if (route.service === "login") state.tokenRecords.push(record);
  if (!isApi(route.service)) return;
  state.records.push(record);
  call.holder = state.tokens.holder(call.request.headers.authorization);
  record.tenant = call.holder?.tenant ?? null;
  record.client = call.holder?.client ?? null;
  call.rejection = limited(call, route, state);
}

function arrived(request: IncomingMessage, state: SimulatorState): [call: Call, route: Route] {
  const at = state.clock();
  const origin = originOf(request);
  const url = urlOf(request, origin);
  const method = request.method ?? "";
  const route = findRoute(method, url.pathname);
  const record = newRecord(at, method, url.pathname, route);
  return [{ request, origin, url, body: null, record, holder: undefined, rejection: undefined }, route];
}

function faultFor(call: Call, route: Route, state: SimulatorState): Fault | undefined {
  const fault = state.faults.next(route.endpoint, isApi(route.service));
  call.record.fault = fault?.kind ?? null;
  return fault;
}

// A fault of the simulator itself must show in the test that met it, not end the process.
function safeResponse(call: Call, route: Route, state: SimulatorState, fault: Fault | undefined) {
  try {
    return responseTo(call, route, state, fault);
  } catch (error) {
    return apiError(500, "InternalServerError", `simulator: ${(error as Error).message}`);
  }
}

/** Serves one call; never rejects. */
export async function serve(
  request: IncomingMessage,
  res: ServerResponse,
  state: SimulatorState,
  delay: Delay,
): Promise<void> {
  const [call, route] = arrived(request, state);
  enrol(call, route, state);
  const fault = faultFor(call, route, state);
  if (fault?.kind === "resetUnread") {
    request.socket.destroy();
    return;
  }
  try {
    call.body = await readBody(request);
  } catch {
    // The client broke off in the middle of its body.
    return;
  }
  if (fault?.kind === "hang") return;
  if (fault?.kind === "resetBefore") {
    request.socket.destroy();
    return;
  }
  const response = safeResponse(call, route, state, fault);
  const isControl = route.service === "control";
  await delay(isControl ? 0 : state.settings.latencyMs + (fault?.kind === "slow" ? fault.ms : 0));
  respond(call, res, response, fault, errorFormatOf(route.service).headers);
}
