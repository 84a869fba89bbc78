/** Masks secrets in values of any depth. */
import { maxLevels, tooDeep } from "../contract/depth_limit.js";
import type { JsonObject } from "../contract/types.js";
import { mapInTurns } from "./in_turns.js";
import type { Redactor } from "../http/redactor.js";

/** Masks JSON values. */
export class ValueRedactor {
  readonly #redactor: Redactor;
  /** Names of the fields that hold a message. All other fields hold values that a program may use. */
  readonly #messages: ReadonlySet<string>;

  constructor(redactor: Redactor, messages: ReadonlySet<string>) {
    this.#redactor = redactor;
    this.#messages = messages;
  }

  /** Returns the value itself unless a part of it is secret or nested too deep. */
  clean(value: unknown, name: string, levels = maxLevels): unknown {
    if (typeof value === "string")
      return this.#messages.has(name) ? this.#redactor.clean(value) : this.#redactor.cleanValue(value);
    if (typeof value !== "object" || value === null) return value;
    if (levels === 0) return tooDeep;
    if (Array.isArray(value)) return this.#list(value, name, levels - 1);
    return this.cleanFields(value as JsonObject, (part, key) => this.clean(part, key, levels - 1));
  }

  /** Does the same, and lets the event loop turn between the elements of lists: a report can have thousands. */
  async cleanInTurns(value: unknown, name: string, levels = maxLevels): Promise<unknown> {
    if (typeof value !== "object" || value === null || levels === 0) return this.clean(value, name, levels);
    if (Array.isArray(value)) return mapInTurns(value, (part) => this.clean(part, name, levels - 1));
    const parts = new Map<string, unknown>();
    for (const [key, part] of Object.entries(value))
      parts.set(key, await this.cleanInTurns(part, key, levels - 1));
    return this.cleanFields(value as JsonObject, (_part, key) => parts.get(key));
  }

  #list(list: readonly unknown[], name: string, levels: number): readonly unknown[] {
    let cleaned: unknown[] | undefined;
    for (let i = 0; i < list.length; i += 1) {
      const part = this.clean(list[i], name, levels);
      if (part === list[i]) continue;
      cleaned ??= [...list];
      cleaned[i] = part;
    }
    return cleaned ?? list;
  }

  /** Returns the object itself unless a name or a value changes. @param cleaned - masks the value of a field */
  cleanFields(object: JsonObject, cleaned: (value: unknown, name: string) => unknown): JsonObject {
    for (const name in object) {
      const value = object[name];
      if (this.#redactor.cleanName(name) === name && cleaned(value, name) === value) continue;
      const entries = Object.entries(object);
      return Object.fromEntries(
        entries.map(([key, part]) => [this.#redactor.cleanName(key), cleaned(part, key)]),
      );
    }
    return object;
  }
}
