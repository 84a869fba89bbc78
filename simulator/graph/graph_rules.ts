// Checks a single tiIndicator, or the id of one.
import { type JsonObject, asText } from "../core/json.js";
import type { SimulatorState } from "../core/call.js";
import { OBSERVABLES } from "./graph_properties.js";
import { input, type RowProblem } from "../defender/rules_shape.js";
import type { Principal } from "../entra/token_issuer.js";

/** The product that stores its indicators in Defender. */
export const FOR_DEFENDER = "Microsoft Defender ATP";

const FOR_SENTINEL = "Azure Sentinel";

// Required properties per product, as documented; the service sets azureTenantId.
const REQUIRED: ReadonlyMap<string, readonly string[]> = new Map([
  [FOR_DEFENDER, ["action"]],
  [FOR_SENTINEL, ["action", "description", "expirationDateTime", "threatType", "tlpLevel"]],
]);

const isAbsent = (value: unknown) => value === undefined || value === null || value === "";

const missing = (name: string): RowProblem => ({
  code: "MissingRequiredParameter",
  message: `Parameter ${name} is missing.`,
});

function unknownProduct(product: string): RowProblem {
  const choices = [...REQUIRED.keys()].join(", ");
  return input(`Invalid input targetProduct: '${product}' is not one of ${choices}.`);
}

function outOfRange({ confidence, severity, description }: JsonObject): RowProblem | undefined {
  const isWithin = (value: unknown, max: number) => typeof value !== "number" || (value >= 0 && value <= max);
  if (!isWithin(confidence, 100)) return input("Invalid input confidence: it must be from 0 to 100.");
  if (!isWithin(severity, 5)) return input("Invalid input severity: it must be from 0 to 5.");
  return typeof description === "string" && description.length > 100
    ? input("Invalid input description: it must be 100 characters or less.")
    : undefined;
}

/** Returns the first problem of a submitted row, or undefined. */
export function submitProblem(row: JsonObject): RowProblem | undefined {
  if (isAbsent(row["targetProduct"])) return missing("targetProduct");
  const product = asText(row["targetProduct"]);
  const required = REQUIRED.get(product);
  if (!required) return unknownProduct(product);
  const absent = required.find((name) => isAbsent(row[name]));
  if (absent !== undefined) return missing(absent);
  const range = outOfRange(row);
  if (range) return range;
  // Captured; the misspelling is the service's own.
  const isEmpty = OBSERVABLES.every((name) => isAbsent(row[name]));
  return isEmpty ? input("Recieved an empty indicator value.") : undefined;
}

/** Returns the first problem of the changes to a row, or undefined. */
export const updateProblem = outOfRange;

/** Returns the problem of an id or external id that does not exist. */
export const unknownId = (id: string): RowProblem => ({
  code: "ResourceNotFound",
  message: `Resource ${id} was not found`,
});

/** Returns the problem of an id that is not a Sentinel indicator of the app. */
export function idProblem(id: string, state: SimulatorState, { tenant, client }: Principal): RowProblem {
  if (id === "") return missing("id");
  const inDefender = state.store.byId(tenant, id, state.now());
  // The table of methods per targetProduct (tiIndicator resource) lists neither updates nor deletes in bulk for Defender.
  return inDefender?.createdBy === client
    ? input(`Invalid input ${id}: the operation is not supported for ${FOR_DEFENDER}.`)
    : unknownId(id);
}
