/** Compares rows with what a target contains, for imports that send only what is missing or differs. */
import type { JsonObject } from "../contract/types.js";
import type { ListedRows } from "../engine/existing/existing_gate.js";
import { listItems } from "../engine/paging/list_items.js";
import type { RunContext } from "../engine/run_context.js";
import { canonicalText } from "./canonical.js";
import { itemsIn } from "./ownership.js";
import { type RowKeys, rowKeys } from "./row_keys.js";
import type { SyncTarget } from "./sync_types.js";

/** What comparing needs of the declaration of a target. */
export type ComparedTarget = Pick<SyncTarget, "list" | "key" | "comparable">;

/** The rows of a target, listed once. */
export class TargetRows implements ListedRows {
  readonly #target: ComparedTarget;
  readonly #contextFor: RunContext["contextFor"];
  readonly #keys: RowKeys;
  readonly #texts: readonly ((row: JsonObject) => string)[];
  readonly #byIdentity = new Map<string, JsonObject[]>();
  #isListed = false;

  constructor(target: ComparedTarget, contextFor: RunContext["contextFor"]) {
    this.#target = target;
    this.#contextFor = contextFor;
    this.#keys = rowKeys(target);
    this.#texts = target.comparable.map(canonicalText);
  }

  async list(): Promise<void> {
    const { action, input } = this.#target.list;
    for await (const items of listItems(this.#contextFor(action), input))
      for (const item of itemsIn(items)) this.#add(item);
    this.#isListed = true;
  }

  itemsOf(listAction: string): Iterable<JsonObject> | undefined {
    const { action, input } = this.#target.list;
    if (!this.#isListed || action !== listAction || input !== undefined) return undefined;
    return [...this.#byIdentity.values()].flat();
  }

  /** A field that the item does not contain counts as its default: the row is sent if it says anything else. */
  equalTo(row: JsonObject): JsonObject | undefined {
    if (!this.#keys.isComplete(row)) return undefined;
    const items = this.#byIdentity.get(this.#keys.identity(row));
    return items?.find((item) => this.#texts.every((textOf) => textOf(row) === textOf(item)));
  }

  nameOf(row: JsonObject): string {
    return this.#keys.object(row);
  }

  #add(item: JsonObject): void {
    const identity = this.#keys.identity(item);
    const same = this.#byIdentity.get(identity);
    if (same === undefined) this.#byIdentity.set(identity, [item]);
    else same.push(item);
  }
}

/** Returns the first target that imports with the action. */
export function targetOf(
  importAction: string,
  composed: Iterable<{ readonly sync?: SyncTarget }>,
): SyncTarget | undefined {
  for (const { sync } of composed) if (sync?.import === importAction) return sync;
  return undefined;
}
