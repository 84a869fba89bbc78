// The handle on the simulator over HTTP, for people and for tests in other processes: `/_simulator/…`.
import { jsonOf } from "./body.js";
import { type Answer, type Call, header, type Route, type World } from "./call.js";
import { faultProblem } from "../faults/faults.js";
import { limitName } from "./limits.js";
import { busiestWindow } from "./records.js";
import { sameSecret } from "./secret.js";
import { changed, settingsProblem } from "./settings.js";
import type { Fault, Limits, SettingsChange } from "./types.js";

const answer = (status: number, json: unknown): Answer => ({
  status,
  headers: { "Content-Type": "application/json; charset=utf-8" },
  json,
});
const refused = (status: number, message: string) => answer(status, { error: { message } });

/** Lets only those in who know the key. */
function keyed(handle: Route["handle"]): Route["handle"] {
  return (call, world) =>
    sameSecret(header(call, "x-simulator-key") ?? "", world.controlKey)
      ? handle(call, world)
      : refused(401, "x-simulator-key is missing or wrong");
}

function totals(world: World): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { method, path } of [...world.tokenRecords, ...world.records]) {
    sums[`${method} ${path}`] = (sums[`${method} ${path}`] ?? 0) + 1;
  }
  return sums;
}

/** Per limit the most calls in one window of its limit, of one tenant and app or of several together. */
function busiest(world: World): Record<string, number> {
  const limits = Object.entries(world.settings.limits) as [keyof Limits, Limits[keyof Limits]][];
  return Object.fromEntries(
    limits.map(([name, { perSeconds }]) => {
      const records = world.records.filter((record) => limitName(record.service, record.endpoint) === name);
      return [name, busiestWindow(records, perSeconds * 1000)];
    }),
  );
}

const state = (_call: Call, world: World) =>
  answer(200, {
    totals: totals(world),
    tokenRequests: world.tokenRecords.length,
    throttled: world.records.filter((record) => record.throttled).length,
    stored: world.store.total(world.now()),
    tiIndicators: world.tiIndicators.total(),
    stixObjects: world.stixObjects.total(),
    busiestWindow: busiest(world),
    settings: world.settings,
  });

const requests = (_call: Call, world: World) =>
  answer(200, { requests: world.records, tokenRequests: world.tokenRecords });

// Replaces the plan, so that ordinals start at the first call after it.
function putFaults(call: Call, world: World): Answer {
  const body = jsonOf(call.body);
  const faults: unknown[] = Array.isArray(body) ? body : [body];
  const problem = faults.map(faultProblem).find((found) => found !== undefined);
  if (problem !== undefined) return refused(400, problem);
  world.faults.clear();
  for (const fault of faults) world.faults.add(fault as Fault);
  return answer(200, { faults });
}

function deleteFaults(_call: Call, world: World): Answer {
  world.faults.clear();
  return answer(200, { faults: [] });
}

function putSettings(call: Call, world: World): Answer {
  const change = jsonOf(call.body);
  const problem = settingsProblem(change);
  if (problem !== undefined) return refused(400, problem);
  world.settings = changed(world.settings, change as SettingsChange);
  return answer(200, { settings: world.settings });
}

function revokeTokens(_call: Call, world: World): Answer {
  world.tokens.revoke();
  return answer(200, { revoked: true });
}

function reset(_call: Call, world: World): Answer {
  world.reset();
  return answer(200, { reset: true });
}

const route = (method: string, name: string, handle: Route["handle"]): Route => ({
  service: "control",
  endpoint: null,
  method,
  path: new RegExp(`^/_simulator/${name}$`),
  handle: keyed(handle),
});

/** The route table of the control. */
export const controlRoutes: readonly Route[] = [
  route("GET", "state", state),
  route("GET", "requests", requests),
  route("PUT", "faults", putFaults),
  route("DELETE", "faults", deleteFaults),
  route("PUT", "settings", putSettings),
  route("POST", "revoke-tokens", revokeTokens),
  route("POST", "reset", reset),
];
