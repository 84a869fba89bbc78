/** The indicators of the modeled service, by the service's notion of identity. */
import type { JsonObject } from "../../../connector/index.js";

/** An indicator. */
export interface Stored {
  readonly id: string;
  /** As it was sent last. */
  readonly row: JsonObject;
  /** When it was sent first. */
  readonly since: number;
}

/** How the service reports that it is full. */
export const fullWords = "Max capacity exceeded";

/** Fields that identify an indicator at the service: value, type, action and groups. */
export function identityOf(row: JsonObject): string {
  const { indicatorValue, indicatorType, action, rbacGroupNames } = row;
  const isHash = String(indicatorType).startsWith("File") || indicatorType === "CertificateThumbprint";
  const value = isHash ? String(indicatorValue).toLowerCase() : indicatorValue;
  const groups = Array.isArray(rbacGroupNames) ? [...new Set(rbacGroupNames.map(String))].toSorted() : [];
  return JSON.stringify([value, indicatorType, action, groups]);
}

/** Indicators of one tenant, up to its capacity. */
export class Store {
  readonly #capacity: number;
  readonly #known = new Map<string, Stored>();
  #nextId = 1;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /**
   * Adds or updates it; returns undefined if there is no capacity for another one.
   * @param at - time of the simulation
   */
  put(row: JsonObject, at: number): Stored | undefined {
    const identity = identityOf(row);
    const known = this.#known.get(identity);
    if (known === undefined && this.#known.size >= this.#capacity) return undefined;
    const stored = { id: known?.id ?? String(this.#nextId++), row, since: known?.since ?? at };
    this.#known.set(identity, stored);
    return stored;
  }

  get(identity: string): Stored | undefined {
    return this.#known.get(identity);
  }

  all(): [identity: string, stored: Stored][] {
    return [...this.#known];
  }

  /** Returns them as the service lists them. */
  page(skip: number, top: number): JsonObject[] {
    return [...this.#known.values()].slice(skip, skip + top).map(({ id, row }) => ({ id, ...row }));
  }

  /** Returns the service's message for a full tenant. */
  get fullReason(): string {
    return `${fullWords}. Current Total: ${this.size}, Limit: ${this.#capacity}`;
  }

  get size(): number {
    return this.#known.size;
  }
}
