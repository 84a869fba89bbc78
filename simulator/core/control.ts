// Control API over HTTP (`/_simulator/…`), for people and for tests in other processes.
import { isObject, jsonOf } from "./json.js";
import { type Response, type Call, header, type Route, type SimulatorState } from "./call.js";
import { faultProblem } from "../faults/faults.js";
import { limitName } from "./limits.js";
import { busiestWindow } from "./records.js";
import { sameSecret } from "./secret.js";
import { controlMessages } from "../messages.js";
import { changed, settingsProblem } from "./settings.js";
import type { Fault, Limits, SettingsChange } from "./types.js";

const response = (status: number, json: unknown): Response => ({
  status,
  headers: { "Content-Type": "application/json; charset=utf-8" },
  json,
});
const rejected = (status: number, message: string) => response(status, { error: { message } });

/** Rejects calls that do not carry the control key. */
function requireKey(handle: Route["handle"]): Route["handle"] {
  return (call, state) =>
    sameSecret(header(call, "x-simulator-key") ?? "", state.controlKey)
      ? handle(call, state)
      : rejected(401, controlMessages.badKey);
}

function totals(state: SimulatorState): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { method, path } of [...state.tokenRecords, ...state.records]) {
    sums[`${method} ${path}`] = (sums[`${method} ${path}`] ?? 0) + 1;
  }
  return sums;
}

/** Returns the highest number of calls in one window, per limit, over all tenants and apps. */
function busiest(state: SimulatorState): Record<string, number> {
  const limits = Object.entries(state.settings.limits) as [keyof Limits, Limits[keyof Limits]][];
  return Object.fromEntries(
    limits.map(([name, { perSeconds }]) => {
      const records = state.records.filter((record) => limitName(record.service, record.endpoint) === name);
      return [name, busiestWindow(records, perSeconds * 1000)];
    }),
  );
}

const getState = (_call: Call, state: SimulatorState) =>
  response(200, {
    totals: totals(state),
    tokenRequests: state.tokenRecords.length,
    throttled: state.records.filter((record) => record.throttled).length,
    stored: state.store.total(state.now()),
    tiIndicators: state.tiIndicators.total(),
    stixObjects: state.stixObjects.total(),
    busiestWindow: busiest(state),
    settings: state.settings,
  });

const getRequests = (_call: Call, state: SimulatorState) =>
  response(200, { requests: state.records, tokenRequests: state.tokenRecords });

// Replaces the plan, so that ordinals start at the next call.
function putFaults(call: Call, state: SimulatorState): Response {
  const body = jsonOf(call.body);
  const faults: unknown[] = Array.isArray(body) ? body : [body];
  const problem = faults.map(faultProblem).find((found) => found !== undefined);
  if (problem !== undefined) return rejected(400, problem);
  state.faults.clear();
  for (const fault of faults) state.faults.add(fault as Fault);
  return response(200, { faults });
}

function deleteFaults(_call: Call, state: SimulatorState): Response {
  state.faults.clear();
  return response(200, { faults: [] });
}

function putSettings(call: Call, state: SimulatorState): Response {
  const change = jsonOf(call.body);
  const problem = settingsProblem(change);
  if (problem !== undefined) return rejected(400, problem);
  state.settings = changed(state.settings, change as SettingsChange);
  return response(200, { settings: state.settings });
}

function putFeed(put: (body: readonly never[], state: SimulatorState) => void): Route["handle"] {
  return (call, state) => {
    const body = jsonOf(call.body);
    if (!Array.isArray(body) || !body.every(isObject)) return rejected(400, controlMessages.notAList);
    put(body as never[], state);
    return response(200, { put: body.length });
  };
}

function revokeTokens(_call: Call, state: SimulatorState): Response {
  state.tokens.revoke();
  return response(200, { revoked: true });
}

function reset(_call: Call, state: SimulatorState): Response {
  state.reset();
  return response(200, { reset: true });
}

const route = (method: string, name: string, handle: Route["handle"]): Route => ({
  service: "control",
  endpoint: null,
  method,
  path: new RegExp(`^/_simulator/${name}$`),
  handle: requireKey(handle),
});

/** The routes of the control API. */
export const controlRoutes: readonly Route[] = [
  route("GET", "state", getState),
  route("GET", "requests", getRequests),
  route("PUT", "faults", putFaults),
  route("DELETE", "faults", deleteFaults),
  route("PUT", "settings", putSettings),
  route(
    "PUT",
    "taxii-objects",
    putFeed((objects, { taxii }) => taxii.put(objects)),
  ),
  route(
    "PUT",
    "misp-events",
    putFeed((events, { misp }) => misp.put(events)),
  ),
  route("POST", "revoke-tokens", revokeTokens),
  route("POST", "reset", reset),
];
