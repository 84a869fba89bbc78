/** Sound rows and inputs for tests. */
import type { ActionInput, JsonObject } from "../../connector/contract/types.js";

/** A sound row, the n-th of its kind. */
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

/** That many sound rows, all different. */
export function rows(count: number, change: JsonObject = {}): JsonObject[] {
  return Array.from({ length: count }, (_none, n) => row(n, change));
}

/** An input of import_indicators. */
export function importOf(indicators: readonly unknown[]): ActionInput {
  return { json_body: { Indicators: indicators } };
}
