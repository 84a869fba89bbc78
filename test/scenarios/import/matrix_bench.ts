/** One import of the matrix: a real simulator, a connector in the same virtual time, and a fault at chosen attempts. */
import { failureOf, httpTransport, type Transport } from "../../../connector/http/axios_transport.js";
import { createConnector, type HttpRequest, type JsonObject } from "../../../connector/index.js";
import {
  type Indicator,
  type RequestRecord,
  type Simulator,
  startSimulator,
} from "../../../simulator/index.js";
import { changed, runOn } from "../../engine/stub.js";
import { type Identity, identity } from "../../support/certificate.js";
import { importOf, rows } from "../../support/rows.js";
import { VirtualClock } from "../../support/virtual_clock.js";
import { type Detour, type Entry, timeoutMs } from "./matrix_faults.js";
import type { Imported } from "./over_simulator.js";

/** Calls of one import if none is retried. */
export const batches = 5;
/** Rows in each call. */
export const batchRows = 10;
/** More attempts than any import makes. */
const manyAttempts = 200;

/** The attempts that the fault affects. */
export interface Aim {
  /** Number of the first one, from 1. */
  readonly first: number;
  /** Total number; every later one if omitted. */
  readonly times?: number;
}

/** Outcome of an import, and what the simulator received. */
export interface Outcome extends Imported {
  readonly given: readonly JsonObject[];
  readonly stored: readonly Indicator[];
  readonly requests: readonly RequestRecord[];
  /** Attempts that never reached the simulator. */
  readonly detoured: number;
  /** Requests that reached another server, which must not receive any. */
  readonly strayed: number;
  readonly tokenRequests: number;
}

/**
 * Runs one import.
 * @param inFlight - number of concurrent calls
 */
export async function importWith(entry: Entry, aim: Aim, concurrency: number): Promise<Outcome> {
  const clock = new VirtualClock({ goes: "when idle", startMs: Date.now() });
  const simulator = await startSimulator({ clock: () => clock.monotonic(), now: () => clock.now() });
  const { fault } = entry;
  const calls = Array.from({ length: aim.times ?? manyAttempts }, (_none, i) => aim.first + i);
  const detours = typeof fault === "string" ? await openDetours(fault, new Set(calls)) : noDetours;
  if (typeof fault !== "string") simulator.addFault({ ...fault, on: "import", calls });
  const given = rows(batches * batchRows);
  const action = { "/batch/maxItems": batchRows, "/batch/concurrency": concurrency };
  try {
    const connector = await createConnector({
      env: {},
      clock,
      random: () => 0.5,
      declarations: changed({ action }),
      transport: (settings) => {
        const send = detours.around(httpTransport(settings), simulator);
        return isSilent(entry) ? outlastingSilence(clock, send, simulator) : timeless(clock, send);
      },
    });
    const asset = simulator.asset({ timeout_ms: timeoutMs });
    const imported = await runOn(connector, importOf(given), { asset });
    const requests = simulator.requests();
    const stored = simulator.indicators();
    const tokenRequests = simulator.tokenRequests();
    const { redirected: detoured, strayed } = detours.counts();
    return { ...imported, given, requests, stored, tokenRequests, detoured, strayed };
  } finally {
    await simulator.close();
    await detours.close();
  }
}

interface Detours {
  around(send: Transport, simulator: Simulator): Transport;
  counts(): { redirected: number; strayed: number };
  close(): Promise<void>;
}

const noDetours: Detours = {
  around: (send) => send,
  counts: () => ({ redirected: 0, strayed: 0 }),
  close: async () => {},
};

let known: Promise<Identity> | undefined;

/** Redirects the attempts with those numbers to a place without a simulator. */
async function openDetours(detour: Detour, attempts: ReadonlySet<number>): Promise<Detours> {
  known ??= identity(["127.0.0.1"]);
  const stranger = await startSimulator({ tls: await known });
  if (detour === "nobody listens") await stranger.close();
  let made = 0;
  let redirected = 0;
  return {
    around: (send, simulator) => async (request, headers, signal) => {
      if (!isImport(request)) return send(request, headers, signal);
      made += 1;
      if (!attempts.has(made)) return send(request, headers, signal);
      redirected += 1;
      // The error of a resolver; no real resolver is asked.
      if (detour === "no such name")
        return failureOf(Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" }), false);
      const other = detour === "no TLS there" ? simulator.url.replace("http:", "https:") : stranger.url;
      return send({ ...request, url: other + new URL(request.url).pathname }, headers, signal);
    },
    counts: () => ({ redirected, strayed: stranger.requests().length }),
    close: () => stranger.close(),
  };
}

function isImport({ url }: HttpRequest): boolean {
  return url.endsWith("/import");
}

/** True: the affected attempts have no response before their timeout. */
function isSilent({ fault }: Entry): boolean {
  if (typeof fault === "string") return false;
  return fault.kind === "hang" || (fault.kind === "slow" && fault.ms > timeoutMs);
}

/** Calls take no time on the clock. */
function timeless(clock: VirtualClock, send: Transport): Transport {
  return (...call) => clock.during(() => send(...call));
}

/** As above, except for the calls that the fault affects: if no others are in flight, the clock continues. */
function outlastingSilence(clock: VirtualClock, send: Transport, simulator: Simulator): Transport {
  const silent = () => simulator.requests().filter(({ fault }) => fault !== null).length;
  let underWay = 0;
  let givenUp = 0;
  let holding = false;
  const hold = async () => {
    if (holding) return;
    holding = true;
    await clock.during(async () => {
      while (underWay > silent() - givenUp) await new Promise((resolve) => setImmediate(resolve));
    });
    holding = false;
  };
  return async (request, headers, signal) => {
    underWay += 1;
    void hold();
    const result = await send(request, headers, signal);
    underWay -= 1;
    if (signal.aborted) givenUp += 1;
    return result;
  };
}
