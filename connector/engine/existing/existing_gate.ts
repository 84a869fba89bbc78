/** Skips rows that the service contains already, with the same content. */
import { internalError, isConnectorError } from "../../contract/errors.js";
import type { JsonObject } from "../../contract/types.js";
import type { Deadline } from "../../http/deadline.js";
import { existingErrors, existingMessages } from "./messages.js";
import { acceptedResult, type ResultSpec } from "../results/row_results.js";

/** What the service contains. */
export interface ListedRows {
  /** Lists all of it. Throws if a part of the list fails. */
  list(): Promise<void>;
  /** Returns the listed item with the identity and the content of the row; undefined if there is none. */
  equalTo(row: JsonObject): JsonObject | undefined;
  /** Returns a text that is equal for all rows about the same object. */
  nameOf(row: JsonObject): string;
  /** Returns everything that was listed if that is the whole list of the action; otherwise undefined. */
  itemsOf(listAction: string): Iterable<JsonObject> | undefined;
}

/** Decides which rows need no call because the service contains them. */
export class ExistingGate {
  readonly #listed: ListedRows;
  readonly #spec: ResultSpec;
  /** Names of rows that this run sends. The list is out of date for them. */
  readonly #sent = new Set<string>();

  constructor(listed: ListedRows, spec: ResultSpec) {
    this.#listed = listed;
    this.#spec = spec;
  }

  /** Lists what exists. If that fails, ends the run before its first row. */
  async prepare(deadline: Pick<Deadline, "stop">): Promise<void> {
    try {
      await this.#listed.list();
    } catch (thrown) {
      const error = isConnectorError(thrown) ? thrown : internalError();
      deadline.stop(existingErrors.failed(existingMessages.notListed, error));
    }
  }

  /** Returns the result of a row that is not sent. It has the properties of a success that the item contains. */
  result(row: JsonObject): JsonObject | undefined {
    if (this.#sent.has(this.#listed.nameOf(row))) return undefined;
    const item = this.#listed.equalTo(row);
    if (item === undefined) return undefined;
    const { template, match, failedField, reasonField } = this.#spec.declared;
    const result = acceptedResult(row, this.#spec);
    for (const name of Object.keys(template)) {
      const isOwn = [match.result, failedField, reasonField].includes(name);
      if (!isOwn && Object.hasOwn(item, name)) result[name] = item[name];
    }
    return result;
  }

  /** Notes that the row is placed in a batch. */
  placed(row: JsonObject): void {
    this.#sent.add(this.#listed.nameOf(row));
  }
}
