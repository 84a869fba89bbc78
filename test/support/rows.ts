/** Valid rows and inputs for tests. */
import type { ActionInput, JsonObject } from "../../connector/contract/types.js";

/** Returns the n-th valid row. */
export function row(n: number, change: JsonObject = {}): JsonObject {
  return {
    indicatorValue: `host-${n}.example`,
    indicatorType: "DomainName",
    action: "Block",
    title: `Row ${n}`,
    description: "Inert.",
    ...change,
  };
}

/** Returns that many valid rows, all different. */
export function rows(count: number, change: JsonObject = {}): JsonObject[] {
  return Array.from({ length: count }, (_none, n) => row(n, change));
}

/** Returns an input of import_indicators. */
export function importOf(indicators: readonly unknown[]): ActionInput {
  return { json_body: { Indicators: indicators } };
}
