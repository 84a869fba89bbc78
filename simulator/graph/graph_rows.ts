// The responses of Graph to many rows: each item is a tiIndicator, or the row with the reason of its failure.
import { randomUUID } from "node:crypto";
import type { JsonObject } from "../core/json.js";
import type { Response, Call } from "../core/call.js";
import type { RowProblem } from "../defender/rules_shape.js";

/** The result of a row. */
export interface Outcome {
  item: object;
  isFailed: boolean;
}

const TYPE = "#microsoft.graph.tiIndicator";

/** Returns the outcome of an accepted row. */
export const done = (indicator: object): Outcome => ({
  item: { "@odata.type": TYPE, ...indicator },
  isFailed: false,
});

/** Returns the outcome of a failed row; `Error` is a string with the JSON error of the product, as captured. */
export function failed(row: JsonObject, id: string, { code, message }: RowProblem): Outcome {
  const error = JSON.stringify({ error: { code, message, target: randomUUID() } });
  return { item: { "@odata.type": TYPE, ...row, id, Error: error }, isFailed: true };
}

/** Returns the response for all rows: 206 if one of them failed. */
export function responseOf(outcomes: Outcome[], entity: string, call: Call): Response {
  const context = `${call.origin}/beta/$metadata#Collection(microsoft.graph.${entity})`;
  const status = outcomes.some(({ isFailed }) => isFailed) ? 206 : 200;
  return { status, json: { "@odata.context": context, value: outcomes.map(({ item }) => item) } };
}
