/** A connector with a real simulator, for tests of whole imports. */
import {
  type Connector,
  type ConnectorOptions,
  createConnector,
  type JsonObject,
  type RunOptions,
} from "../../../connector/index.js";
import { httpTransport } from "../../../connector/http/axios_transport.js";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../../simulator/index.js";
import { type Ran, runOn, type Stub } from "../../engine/stub.js";
import { importOf } from "../../support/rows.js";
import { VirtualClock } from "../../support/virtual_clock.js";

/** Result of a whole import. */
export type Imported = Omit<Ran, keyof Stub>;

/** A connector and the simulator that it calls. */
export interface Bench {
  readonly simulator: Simulator;
  readonly connector: Connector;
  readonly clock: VirtualClock;
  /** Imports rows with the simulator's own asset, or another one. */
  readonly imported: (rows: readonly unknown[], options?: Partial<RunOptions>) => Promise<Imported>;
  /** Returns the values of the tenant's indicators, sorted. */
  readonly stored: () => string[];
  readonly close: () => Promise<void>;
}

/** Waits are skipped; calls over sockets take no time. Other options make a connector in real time. */
export async function openBench(
  simulatorOptions: SimulatorOptions = {},
  connectorOptions: ConnectorOptions = {},
): Promise<Bench> {
  const clock = new VirtualClock({ goes: "when idle", startMs: Date.now() });
  const { clock: other = clock } = connectorOptions;
  const time = { clock: () => other.monotonic(), now: () => other.now() };
  const simulator = await startSimulator({ ...time, ...simulatorOptions });
  const virtual = { clock, transport: clock.timeless(httpTransport), random: () => 0.5 };
  const connector = await createConnector({ env: {}, ...virtual, ...connectorOptions });
  return {
    simulator,
    connector,
    clock,
    imported: (rows, options = {}) =>
      runOn(connector, importOf(rows), { asset: simulator.asset(), ...options }),
    stored: () =>
      simulator
        .indicators()
        .map(({ indicatorValue }) => indicatorValue)
        .toSorted(),
    close: () => simulator.close(),
  };
}

/** Runs `body` with a bench and always closes it. */
export function withBench(
  body: (bench: Bench) => Promise<void>,
  simulatorOptions: SimulatorOptions = {},
  connectorOptions: ConnectorOptions = {},
): () => Promise<void> {
  return async () => {
    const bench = await openBench(simulatorOptions, connectorOptions);
    try {
      await body(bench);
    } finally {
      await bench.close();
    }
  };
}

/** Returns the values of rows, in order. */
export function valuesOf(rows: readonly JsonObject[], field = "indicatorValue"): unknown[] {
  return rows.map((one) => one[field]);
}
