// What the simulator's tests share: a simulator that is always closed, a token, a call, a sound row.
import { type Simulator, type SimulatorOptions, startSimulator } from "../../simulator/index.js";

export const SCOPE = "https://api.securitycenter.microsoft.com/.default";
export const IMPORT = "/api/indicators/import";
export const LIST = "/api/indicators";

/** Runs `body` against a fresh simulator and closes it whatever happens. */
export function withSimulator(options: SimulatorOptions, body: (sim: Simulator) => Promise<void>) {
  return async () => {
    const sim = await startSimulator(options);
    try {
      await body(sim);
    } finally {
      await sim.close();
    }
  };
}

/** Whatever JSON came; each test says what it expects of it. */
export type Json = ReturnType<typeof JSON.parse>;

/** A row of an answer, of whichever kind. */
export interface Item {
  indicator: string;
  isFailed: boolean;
  indicatorValue: string;
  indicatorType: string;
  createdBySource: string;
  method: string;
  path: string;
}

export interface Reply {
  status: number;
  headers: Headers;
  json: Json;
  text: string;
}

export async function reply(response: Response): Promise<Reply> {
  const text = await response.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: response.status, headers: response.headers, json, text };
}

export async function postForm(sim: Simulator, path: string, form: Record<string, string>): Promise<Reply> {
  return reply(await fetch(sim.url + path, { method: "POST", body: new URLSearchParams(form) }));
}

/** A client_credentials request; a field set to "" is left out. */
export async function askToken(
  sim: Simulator,
  form: Record<string, string> = {},
  tenant = sim.app.tenant_id,
) {
  const { client_id, client_secret } = sim.app;
  const all = { client_id, client_secret, grant_type: "client_credentials", scope: SCOPE, ...form };
  const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
  return postForm(sim, `/${tenant}/oauth2/v2.0/token`, sent);
}

export async function bearer(sim: Simulator, form: Record<string, string> = {}): Promise<string> {
  return `Bearer ${(await askToken(sim, form)).json.access_token}`;
}

export interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** A call with a fresh token. */
export async function call(sim: Simulator, path: string, sent: Sent = {}): Promise<Reply> {
  const headers = { authorization: await bearer(sim), ...sent.headers };
  return reply(await fetch(sim.url + path, { ...sent, headers }));
}

/** Imports rows with a fresh token. */
export async function importRows(sim: Simulator, rows: unknown[], path = IMPORT): Promise<Reply> {
  return importBody(sim, JSON.stringify({ Indicators: rows }), path);
}

export async function importBody(sim: Simulator, body: string, path = IMPORT): Promise<Reply> {
  return call(sim, path, { method: "POST", headers: { "content-type": "application/json" }, body });
}

/** A sound row, the n-th of its kind. */
export function row(n: number, change: Record<string, unknown> = {}): Record<string, unknown> {
  const plain = { indicatorValue: `host-${n}.example`, indicatorType: "DomainName", action: "Block" };
  return { ...plain, title: `Row ${n}`, description: "Inert.", ...change };
}

export const rows = (count: number, change: Record<string, unknown> = {}) =>
  Array.from({ length: count }, (_none, n) => row(n, change));

/** A call of the control. */
export async function control(sim: Simulator, method: string, name: string, body?: unknown): Promise<Reply> {
  const headers = { "x-simulator-key": sim.controlKey };
  const sent = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
  return reply(await fetch(`${sim.url}/_simulator/${name}`, { method, headers, ...sent }));
}

/** The error of a promise that must be rejected. */
export async function failure(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("expected a rejection");
}

/** Waits, turn by turn of the event loop, until the condition holds; gives up so that a failing test ends. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200_000; turn += 1) {
    if (condition()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error("waited for something that did not happen");
}
