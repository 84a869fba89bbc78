/** Decides which listed items a sync owns. Everything else is foreign and is never changed. */
import { isObject } from "../contract/json_pointer.js";
import type { JsonObject } from "../contract/types.js";
import { ownValue, plainText } from "./canonical.js";
import type { PlanSettings } from "./sync_types.js";

/** Who owns a listed item. `otherName`: our client id, but another sync. */
export type Owner = "own" | "otherName" | "foreign";

type OwnerSettings = Pick<PlanSettings, "target" | "client" | "rules">;

/** Returns a function that says who owns a listed item. */
export function ownerOf({ target, client, rules }: OwnerSettings): (item: JsonObject) => Owner {
  const { owner, id } = target;
  const own = client.toLowerCase();
  return (item) => {
    if (!hasId(item, id) || !isPossible(item, owner.only)) return "foreign";
    if (owner.client !== undefined && !isClient(item, owner.client, own)) return "foreign";
    if (rules.ownership === "client") return owner.client === undefined ? "foreign" : "own";
    if (ownValue(item, owner.name) === rules.name) return "own";
    return owner.client === undefined ? "foreign" : "otherName";
  };
}

/** Returns who else changed the item last; undefined if nobody did, or the target does not say. */
export function changedByOther(item: JsonObject, { target, client }: OwnerSettings): string | undefined {
  const { changedBy } = target.owner;
  const author = changedBy === undefined ? undefined : ownValue(item, changedBy);
  if (typeof author !== "string" || author === "") return undefined;
  return author.toLowerCase() === client.toLowerCase() ? undefined : author;
}

/** Returns the items of a list that are objects; a list can contain anything. */
export function itemsIn(list: readonly unknown[]): JsonObject[] {
  return list.filter(isObject);
}

/** An item without an id cannot be deleted or recognized. */
function hasId(item: JsonObject, name: string): boolean {
  const id = ownValue(item, name);
  return (typeof id === "string" && id !== "") || typeof id === "number";
}

function isPossible(item: JsonObject, only: OwnerSettings["target"]["owner"]["only"]): boolean {
  const value = only === undefined ? undefined : (ownValue(item, only.field) ?? undefined);
  return value === undefined || only?.values.includes(plainText(value)) === true;
}

/** An empty client id would own the items of nobody. */
function isClient(item: JsonObject, field: string, own: string): boolean {
  const client = ownValue(item, field);
  return own !== "" && typeof client === "string" && client.toLowerCase() === own;
}
