// Creates the state of one simulator.
import { randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import type { SimulatorState } from "./call.js";
import { FaultPlan } from "../faults/faults.js";
import { RateLimiter } from "./limits.js";
import { changed, defaultSettings } from "./settings.js";
import { MispStore } from "../misp/misp_store.js";
import { StixStore } from "../sentinel/stix_store.js";
import { TaxiiStore } from "../taxii/taxii_store.js";
import { Store } from "./tenant_store.js";
import { TiStore } from "../graph/ti_store.js";
import { TokenIssuer } from "../entra/token_issuer.js";
import type { App, SimulatorOptions } from "./types.js";

/** The app that is used if the options name none; its secret is valid in the simulator only. */
const DEFAULT_APP: App = {
  tenant_id: "11111111-1111-4111-8111-111111111111",
  client_id: "22222222-2222-4222-8222-222222222222",
  client_secret: "simulator-secret",
  roles: ["Ti.ReadWrite.All", "Score.Read.All", "ThreatIndicators.ReadWrite.OwnedBy"],
};

function appsOf(options: SimulatorOptions): [App, ...App[]] {
  const [app = DEFAULT_APP, ...others] = options.apps ?? [];
  return [app, ...others];
}

function empty({
  store,
  tiIndicators,
  stixObjects,
  taxii,
  misp,
  limiter,
  faults,
  records,
  tokenRecords,
}: SimulatorState): void {
  for (const part of [store, tiIndicators, stixObjects, taxii, misp, limiter, faults]) part.clear();
  records.length = 0;
  tokenRecords.length = 0;
}

/** Returns a new state for the options. */
export function newState(options: SimulatorOptions): SimulatorState {
  const apps = appsOf(options);
  const now = options.now ?? Date.now;
  const atStart = changed(defaultSettings(), options.settings);
  return {
    settings: atStart,
    apps,
    app: apps[0],
    store: new Store(),
    tiIndicators: new TiStore(),
    stixObjects: new StixStore(),
    taxii: new TaxiiStore(),
    misp: new MispStore(),
    tokens: new TokenIssuer(now),
    limiter: new RateLimiter(),
    faults: new FaultPlan(),
    controlKey: options.controlKey ?? randomBytes(24).toString("base64url"),
    records: [],
    tokenRecords: [],
    now,
    clock: options.clock ?? (() => performance.now()),
    reset() {
      empty(this);
      this.settings = atStart;
    },
  };
}
