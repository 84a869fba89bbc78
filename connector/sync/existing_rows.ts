/** Sorts listed items by owner and identity. */
import type { JsonObject } from "../contract/types.js";
import { canonicalText, ownValue, plainText } from "./canonical.js";
import { eachInTurns, mapInTurns, sortedInTurns } from "../engine/in_turns.js";
import { itemsIn, type Owner, ownerOf } from "./ownership.js";
import { rowKeys } from "./row_keys.js";
import { byText, digestOfLines, stableJson } from "./stable_json.js";
import type { PlanSettings } from "./sync_types.js";

/** A listed item with its owner and identities. */
export interface ExistingRow {
  readonly item: JsonObject;
  readonly id: string;
  readonly owner: Owner;
  readonly object: string;
  readonly identity: string;
  readonly shown: string;
}

/** Everything that was listed. */
export interface ExistingRows {
  /** Ordered by id. */
  readonly all: readonly ExistingRow[];
  readonly owned: readonly ExistingRow[];
  readonly byIdentity: ReadonlyMap<string, readonly ExistingRow[]>;
  readonly digest: string;
}

/** Reads the listed items. An item that was listed twice, because the list moved while it was read, counts once. */
export async function existingRows(
  listed: readonly unknown[],
  settings: PlanSettings,
): Promise<ExistingRows> {
  const { target } = settings;
  const keys = rowKeys(target);
  const owner = ownerOf(settings);
  const byId = new Map<string, ExistingRow>();
  await eachInTurns(itemsIn(listed), (item, i) => {
    const given = ownValue(item, target.id);
    // Items without an id count as places of the target. The blank keeps them apart from ids.
    const id = given === undefined || given === null ? ` ${i}` : plainText(given);
    const identities = { object: keys.object(item), identity: keys.identity(item), shown: keys.shown(item) };
    byId.set(id, { item, id, owner: owner(item), ...identities });
  });
  const all = await sortedInTurns([...byId.values()], (a, b) => byText(a.id, b.id));
  const owned = all.filter((row) => row.owner === "own");
  const byIdentity = new Map<string, ExistingRow[]>();
  await eachInTurns(all, (row) => {
    const same = byIdentity.get(row.identity);
    if (same === undefined) byIdentity.set(row.identity, [row]);
    else same.push(row);
  });
  return { all, owned, byIdentity, digest: await digestOf(owned, settings) };
}

async function digestOf(
  owned: readonly ExistingRow[],
  { target, client, destination }: PlanSettings,
): Promise<string> {
  const texts = target.comparable.map(canonicalText);
  const lines = await mapInTurns(owned, ({ id, identity, item }) =>
    stableJson([id, identity, texts.map((text) => text(item))]),
  );
  return digestOfLines([stableJson(["owner", client.toLowerCase(), destination]), ...lines]);
}
