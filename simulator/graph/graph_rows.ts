// The answers of Graph to many rows: each row a tiIndicator, or itself with the reason why it failed.
import { randomUUID } from "node:crypto";
import type { JsonObject } from "../core/body.js";
import type { Response, Call } from "../core/call.js";
import type { RowProblem } from "../defender/rules_shape.js";

/** What became of a row. */
export interface Outcome {
  item: object;
  isFailed: boolean;
}

const TYPE = "#microsoft.graph.tiIndicator";

/** A row that is in. */
export const done = (indicator: object): Outcome => ({
  item: { "@odata.type": TYPE, ...indicator },
  isFailed: false,
});

/** A row that failed: `Error` is a string with the JSON of the product's own error, as captured. */
export function failed(row: JsonObject, id: string, { code, message }: RowProblem): Outcome {
  const error = JSON.stringify({ error: { code, message, target: randomUUID() } });
  return { item: { "@odata.type": TYPE, ...row, id, Error: error }, isFailed: true };
}

/** The answer to all rows: 206 once one of them failed. */
export function responseOf(outcomes: Outcome[], entity: string, call: Call): Response {
  const context = `${call.origin}/beta/$metadata#Collection(microsoft.graph.${entity})`;
  const status = outcomes.some(({ isFailed }) => isFailed) ? 206 : 200;
  return { status, json: { "@odata.context": context, value: outcomes.map(({ item }) => item) } };
}
