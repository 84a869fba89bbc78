// Starts the HTTP server, passes each call to serve.ts, and returns the simulator's handle.
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { SimulatorState } from "./call.js";
import { type Delay, newDelay } from "./delay.js";
import { serve } from "../serve.js";
import { changed } from "./settings.js";
import { mispKey } from "../misp/misp.js";
import { WORKSPACE } from "../sentinel/stix_store.js";
import { taxiiCredentials } from "../taxii/taxii.js";
import { COLLECTION } from "../taxii/taxii_store.js";
import type { Simulator, SimulatorOptions } from "./types.js";
import { newState } from "./simulator_state.js";

// Longer than any test: a connection closed while a client reuses it would look like an unrequested fault.
const KEEP_ALIVE_MS = 120_000;

function newServer(options: SimulatorOptions, state: SimulatorState, delay: Delay): Server {
  const server: Server = options.tls ? createTlsServer(options.tls) : createServer();
  server.on("request", (request, response) => void serve(request, response, state, delay));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

// "Every address" is not a valid target, so the URL uses the loopback address.
function urlOf(options: SimulatorOptions, { address, family, port }: AddressInfo): string {
  const host = address === "0.0.0.0" ? "127.0.0.1" : address === "::" ? "::1" : address;
  return `${options.tls ? "https" : "http"}://${family === "IPv6" ? `[${host}]` : host}:${port}`;
}

async function close(server: Server, stopDelays: () => void): Promise<void> {
  stopDelays();
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}

type Assets = Pick<Simulator, "asset" | "taxiiAsset" | "mispAsset">;

/** Returns the assets that the services of the simulator accept. */
function assets(state: SimulatorState, url: string): Assets {
  const { tenant_id, client_id, client_secret } = state.app;
  const urls = { url, graph_url: url, sentinel_url: url, login_url: url };
  const ofTaxii = { kind: "basic", url: `${url}/taxii2/`, ...taxiiCredentials(state) };
  const ofMisp = { kind: "api_key", url, header: "Authorization", key: mispKey(state) };
  return {
    asset: (overrides = {}) => ({ ...urls, tenant_id, client_id, client_secret, ...overrides }),
    taxiiAsset: (overrides = {}) => ({ ...ofTaxii, ...overrides }),
    mispAsset: (overrides = {}) => ({ ...ofMisp, ...overrides }),
  };
}

function handle(state: SimulatorState): Omit<Simulator, "url" | "port" | "close" | keyof Assets> {
  return {
    controlKey: state.controlKey,
    app: state.app,
    requests: () => state.records.map((record) => ({ ...record })),
    tokenRequests: () => state.tokenRecords.filter(({ endpoint }) => endpoint !== "discovery").length,
    workspace: WORKSPACE,
    indicators: (tenant = state.app.tenant_id) =>
      state.store.all(tenant, state.now()).map((row) => ({ ...row })),
    tiIndicators: (tenant = state.app.tenant_id) => state.tiIndicators.all(tenant).map((row) => ({ ...row })),
    stixObjects: (workspace = WORKSPACE) => state.stixObjects.all(workspace).map((one) => ({ ...one })),
    collection: COLLECTION,
    putTaxiiObjects: (objects) => state.taxii.put(objects),
    putMispEvents: (events) => state.misp.put(events),
    addFault: (fault) => state.faults.add(fault),
    clearFaults: () => state.faults.clear(),
    configure: (change) => {
      state.settings = changed(state.settings, change);
    },
    revokeTokens: () => state.tokens.revoke(),
    reset: () => state.reset(),
  };
}

/** Starts a simulator and resolves when it listens; rejects if the port is in use. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const state = newState(options);
  const { delay, stop } = newDelay();
  const server = newServer(options, state, delay);
  server.listen(options.port ?? 0, options.host ?? "127.0.0.1");
  await once(server, "listening");
  const address = server.address() as AddressInfo;
  const url = urlOf(options, address);
  return {
    ...handle(state),
    ...assets(state, url),
    url,
    port: address.port,
    close: () => close(server, stop),
  };
}
