// Helpers of the simulator's tests: a simulator that is always closed, tokens, calls, valid rows.
import { type App, type Simulator, type SimulatorOptions, startSimulator } from "../../simulator/index.js";

export const SCOPE = "https://api.securitycenter.microsoft.com/.default";
export const GRAPH_SCOPE = "https://graph.microsoft.com/.default";
export const AZURE_SCOPE = "https://management.azure.com/.default";
export const IMPORT = "/api/indicators/import";
export const LIST = "/api/indicators";
export const BATCH_DELETE = "/api/indicators/BatchDelete";
export const GROUPS = "/api/exposureScore/ByMachineGroups";
export const TI = "/beta/security/tiIndicators";
export const UPLOAD_VERSION = "api-version=2024-02-01-preview";

export const uploadPath = (workspace: string) =>
  `/workspaces/${workspace}/threat-intelligence-stix-objects:upload?${UPLOAD_VERSION}`;

/** An app that may write every Defender indicator. */
export const APP: App = {
  tenant_id: "11111111-1111-4111-8111-111111111111",
  client_id: "22222222-2222-4222-8222-222222222222",
  client_secret: "simulator-secret",
  roles: ["Ti.ReadWrite.All"],
};

/** An app of the same tenant that may write only its own indicators, and the fields of its token request. */
export const SMALL: App = { ...APP, client_id: "small", client_secret: "s2", roles: ["Ti.ReadWrite"] };
export const asSmall = { client_id: "small", client_secret: "s2" };

/** Runs `body` with a new simulator and closes the simulator in every case. */
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

/** Any JSON; each test checks its content. */
export type Json = ReturnType<typeof JSON.parse>;

/** A row of any response. */
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

/** Sends a client_credentials request; a field set to "" is omitted. */
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

/** Sends a call with a new token. */
export async function call(sim: Simulator, path: string, sent: Sent = {}): Promise<Reply> {
  const headers = { authorization: await bearer(sim), ...sent.headers };
  return reply(await fetch(sim.url + path, { ...sent, headers }));
}

/** Imports rows with a new token. */
export async function importRows(sim: Simulator, rows: unknown[], path = IMPORT): Promise<Reply> {
  return importBody(sim, JSON.stringify({ Indicators: rows }), path);
}

export async function importBody(sim: Simulator, body: string, path = IMPORT): Promise<Reply> {
  return call(sim, path, { method: "POST", headers: { "content-type": "application/json" }, body });
}

/** Posts JSON with a new token for a scope (default: Defender). */
export async function post(
  sim: Simulator,
  path: string,
  body: unknown,
  token: Record<string, string> = {},
): Promise<Reply> {
  const headers = { authorization: await bearer(sim, token), "content-type": "application/json" };
  return call(sim, path, { method: "POST", headers, body: JSON.stringify(body) });
}

/** Returns the n-th valid row. */
export function row(n: number, change: Record<string, unknown> = {}): Record<string, unknown> {
  const plain = { indicatorValue: `host-${n}.example`, indicatorType: "DomainName", action: "Block" };
  return { ...plain, title: `Row ${n}`, description: "Inert.", ...change };
}

export const rows = (count: number, change: Record<string, unknown> = {}) =>
  Array.from({ length: count }, (_none, n) => row(n, change));

/** Returns the n-th valid tiIndicator for Sentinel. */
export const tiRow = (n: number, change: Record<string, unknown> = {}): Record<string, unknown> => ({
  action: "alert",
  description: `Row ${n}`,
  domainName: `host-${n}.example`,
  expirationDateTime: "2100-06-01T00:00:00Z",
  externalId: `ext-${n}`,
  targetProduct: "Azure Sentinel",
  threatType: "WatchList",
  tlpLevel: "green",
  ...change,
});

/** Returns the n-th valid STIX indicator. */
export const stix = (n: number, change: Record<string, unknown> = {}): Record<string, unknown> => ({
  type: "indicator",
  spec_version: "2.1",
  id: `indicator--00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
  created: "2029-01-01T00:00:00.000Z",
  modified: "2029-01-02T00:00:00.000Z",
  pattern: `[domain-name:value = 'host-${n}.example']`,
  pattern_type: "stix",
  valid_from: "2029-01-01T00:00:00.000Z",
  ...change,
});

/** Sends a call to the control API. */
export async function control(sim: Simulator, method: string, name: string, body?: unknown): Promise<Reply> {
  const headers = { "x-simulator-key": sim.controlKey };
  const sent = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
  return reply(await fetch(`${sim.url}/_simulator/${name}`, { method, headers, ...sent }));
}

/** Returns the error of a promise that must reject. */
export async function failure(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("expected a rejection");
}

/** Waits until the condition is true, checking it every turn of the event loop; throws if it never is. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200_000; turn += 1) {
    if (condition()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error("the condition was not met in time");
}
