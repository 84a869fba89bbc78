/** Runs any action with a simulator, for tests of an indicator's life. */
import type { JsonObject, RunOptions } from "../../../connector/index.js";
import type { Endpoint } from "../../../simulator/index.js";
import type { Bench, Imported } from "../import/over_simulator.js";
import { runOn } from "../../engine/stub.js";

/** Runs an action with the simulator's own asset, or another one. */
export function act(
  { connector, simulator }: Bench,
  name: string,
  input: unknown,
  options: Partial<RunOptions> = {},
): Promise<Imported> {
  return runOn(connector, input, { asset: simulator.asset(), ...options }, name);
}

/** Returns the rows of each call to an operation, in the order of arrival. */
export function rowsPerCall({ simulator }: Bench, endpoint: Endpoint): (number | null)[] {
  return simulator
    .requests()
    .filter((request) => request.endpoint === endpoint)
    .map(({ rows }) => rows);
}

/** Returns the positions of the rows that failed. */
export function failedAt(results: readonly JsonObject[]): number[] {
  return [...results.keys()].filter((i) => results[i]?.["isFailed"] === true);
}
