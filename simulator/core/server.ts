// Starts the HTTP server, passes each call to serve.ts, and returns the simulator's handle.
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { SimulatorState } from "./call.js";
import { type Delay, newDelay } from "./delay.js";
import { serve } from "../serve.js";
import { changed } from "./settings.js";
import { WORKSPACE } from "../sentinel/stix_store.js";
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

function handle(state: SimulatorState): Omit<Simulator, "url" | "port" | "asset" | "close"> {
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
  const { tenant_id, client_id, client_secret } = state.app;
  const urls = { url, graph_url: url, sentinel_url: url, login_url: url };
  return {
    ...handle(state),
    url,
    port: address.port,
    asset: (overrides = {}) => ({ ...urls, tenant_id, client_id, client_secret, ...overrides }),
    close: () => close(server, stop),
  };
}
