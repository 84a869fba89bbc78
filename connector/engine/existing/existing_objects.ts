/** Lists the objects that exist, for the capacity gate. */
import { internalError, isConnectorError } from "../../contract/errors.js";
import type { Action } from "../../contract/action.js";
import { isObject } from "../../contract/json_pointer.js";
import type { JsonObject } from "../../contract/types.js";
import { capacityMessages, existingErrors, existingMessages } from "./messages.js";
import { listItems } from "../paging/list_items.js";
import { nameByKey, type RowKey } from "../rows/row_key.js";
import type { RunContext } from "../run_context.js";

type Declared = Pick<NonNullable<Action["capacity"]>, "listAction" | "fullViewPermissions" | "limit">;

/** What listing needs from the run. */
export interface ListContext extends Pick<RunContext, "deadline" | "contextFor" | "emit" | "listed"> {
  readonly identity: RowKey;
}

/** The objects that exist. */
export interface Existing {
  readonly names: Set<string>;
  readonly count: number;
}

/** The list of existing objects. */
export class ExistingObjects {
  readonly #declared: Declared;
  readonly #context: ListContext;
  #warnedOfView = false;

  constructor(declared: Declared, context: ListContext) {
    this.#declared = declared;
    this.#context = context;
  }

  /** Returns what exists before the first row is sent: the run may have listed it for another purpose. */
  listOrStopBefore(failure: string): Promise<Existing | undefined> {
    return this.listOrStop(failure, this.#context.listed?.itemsOf(this.#declared.listAction));
  }

  /**
   * Returns what exists. If that cannot be listed, ends the run.
   * @param failure - the message for that case
   * @param listed - what exists, if it is known
   */
  async listOrStop(failure: string, listed?: Iterable<JsonObject>): Promise<Existing | undefined> {
    try {
      return await this.#existingIn(listed);
    } catch (thrown) {
      const error = isConnectorError(thrown) ? thrown : internalError();
      const stop = existingErrors.failed(failure, error);
      this.#context.deadline.stop(stop);
      this.#warn(stop.code, existingMessages.noFurtherRow(stop.message));
      return undefined;
    }
  }

  async #existingIn(listed: Iterable<JsonObject> | undefined): Promise<Existing> {
    const context = this.#context.contextFor(this.#declared.listAction);
    const names = new Set<string>();
    let count = 0;
    for await (const items of listed === undefined ? listItems(context) : [[...listed]]) {
      count += items.length;
      for (const item of items) if (isObject(item)) names.add(nameByKey(item, this.#context.identity));
    }
    const { limit } = this.#declared;
    if (await this.#isWholeView(count, context)) this.#context.emit({ type: "capacity", used: count, limit });
    return { names, count };
  }

  /** Returns whether the list shows everything, as far as that is known. Warns once if it does not. */
  async #isWholeView(count: number, { permissions }: RunContext): Promise<boolean> {
    const { fullViewPermissions } = this.#declared;
    if (fullViewPermissions === undefined) return true;
    const held = await permissions();
    if (held === undefined || held.some((name) => fullViewPermissions.includes(name))) return true;
    if (!this.#warnedOfView)
      this.#warn("PartialView", capacityMessages.partialView(held, fullViewPermissions, count));
    this.#warnedOfView = true;
    return false;
  }

  #warn(code: string, message: string): void {
    this.#context.emit({ type: "warning", code, message });
  }
}
