/** Deletes what a list returns for a filter. */
import { ConnectorError } from "../contract/errors.js";
import type { ActionInput, JsonObject } from "../contract/types.js";
import type { Composed } from "../contract/generated/meta/composed.js";
import { ownValue, plainText } from "./canonical.js";
import { itemsIn } from "./ownership.js";
import { matchingErrors } from "./messages.js";
import { type CallPorts, TargetCalls } from "./target_calls.js";
import { listTarget } from "./target_list.js";

/** A delete by filter, as declared. */
export type MatchingTarget = NonNullable<Composed["deleteMatching"]>;

/** What deleting needs. */
export interface MatchingPorts extends Omit<CallPorts, "target"> {
  readonly target: MatchingTarget;
  /** The input of the list. */
  readonly input: ActionInput;
  readonly planOnly: boolean;
  /** Most objects that may be deleted. */
  readonly maxDelete: number | undefined;
}

/** One object that matches, and what became of it. */
export interface MatchingResult {
  readonly id: string;
  readonly isFailed: boolean;
  readonly failureReason: string | null;
  readonly item: JsonObject;
}

/** What was deleted. */
export interface MatchingOutcome {
  readonly deleted: number;
  readonly results: readonly MatchingResult[];
  /** Why calls ended early. */
  readonly failure: ConnectorError | undefined;
}

/** Deletes what matches, or returns it only. Throws before the first delete if the list is not complete or too long. */
export async function deleteMatching(ports: MatchingPorts): Promise<MatchingOutcome> {
  const { target, contextFor, planOnly, maxDelete } = ports;
  const listing = await listTarget(contextFor(target.list.action), { ...target.list.input, ...ports.input });
  if (listing.failure !== undefined) throw matchingErrors.incomplete(listing.failure);
  const matching = distinct(itemsIn(listing.items), target.id);
  if (maxDelete !== undefined && matching.size > maxDelete && !planOnly)
    throw matchingErrors.tooMany(matching.size, maxDelete);
  const calls = new TargetCalls({ ...ports, target: { ...target, import: "" } });
  const ids = [...matching.keys()];
  const outcomes = planOnly ? [] : await calls.delete(ids);
  const results = ids.map((id, i) => {
    const { isDone, reason } = outcomes[i] ?? { isDone: planOnly, reason: null };
    return { id, isFailed: !isDone, failureReason: reason, item: matching.get(id) as JsonObject };
  });
  return { deleted: outcomes.filter(({ isDone }) => isDone).length, results, failure: calls.failure };
}

/** Returns the items by id. An item without one cannot be deleted. @throws UnexpectedResponse */
function distinct(items: readonly JsonObject[], field: string): Map<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  for (const item of items) {
    const id = ownValue(item, field) ?? "";
    if (id === "") throw matchingErrors.noId(field);
    found.set(plainText(id), item);
  }
  return found;
}
