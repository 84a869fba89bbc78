// What the simulator's tests share: a simulator that is always closed, a token, a call, a sound row.
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

/** An app that may write every indicator of Defender. */
export const APP: App = {
  tenant_id: "11111111-1111-4111-8111-111111111111",
  client_id: "22222222-2222-4222-8222-222222222222",
  client_secret: "simulator-secret",
  roles: ["Ti.ReadWrite.All"],
};

/** One of the same tenant that may write its own only, and the fields of a request for its token. */
export const SMALL: App = { ...APP, client_id: "small", client_secret: "s2", roles: ["Ti.ReadWrite"] };
export const asSmall = { client_id: "small", client_secret: "s2" };

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

/** Posts JSON with a fresh token for a scope, by default one for Defender. */
export async function post(
  sim: Simulator,
  path: string,
  body: unknown,
  token: Record<string, string> = {},
): Promise<Reply> {
  const headers = { authorization: await bearer(sim, token), "content-type": "application/json" };
  return call(sim, path, { method: "POST", headers, body: JSON.stringify(body) });
}

/** A sound row, the n-th of its kind. */
export function row(n: number, change: Record<string, unknown> = {}): Record<string, unknown> {
  const plain = { indicatorValue: `host-${n}.example`, indicatorType: "DomainName", action: "Block" };
  return { ...plain, title: `Row ${n}`, description: "Inert.", ...change };
}

export const rows = (count: number, change: Record<string, unknown> = {}) =>
  Array.from({ length: count }, (_none, n) => row(n, change));

/** A sound tiIndicator for Sentinel, the n-th of its kind. */
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

/** A sound STIX indicator, the n-th of its kind. */
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
