// The indicators that came through Graph for Sentinel: per tenant, each the property of the app that wrote it.
import type { TiIndicator } from "../core/types.js";

interface Owned {
  owner: string;
  indicator: TiIndicator;
}

/** Holds what was submitted. */
export class TiStore {
  readonly #tenants = new Map<string, Map<string, Owned>>();
  #lastOrdinal = 0;

  /** What a tenant holds, in order of arrival. */
  all(tenant: string): TiIndicator[] {
    return [...(this.#tenants.get(tenant)?.values() ?? [])].map(({ indicator }) => indicator);
  }

  /** How many indicators all tenants hold. */
  total(): number {
    return [...this.#tenants.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** What an app owns in a tenant ("ReadWrite.OwnedBy": it sees nothing else). */
  ownedBy(tenant: string, owner: string): TiIndicator[] {
    const owned = [...(this.#tenants.get(tenant)?.values() ?? [])].filter((one) => one.owner === owner);
    return owned.map(({ indicator }) => indicator);
  }

  /** The indicator with an id, if the app owns it. */
  find(tenant: string, owner: string, id: string): TiIndicator | undefined {
    const found = this.#tenants.get(tenant)?.get(id);
    return found?.owner === owner ? found.indicator : undefined;
  }

  /** Adds an indicator, or replaces the one with its id. */
  put(tenant: string, owner: string, indicator: TiIndicator): void {
    const drawer = this.#tenants.get(tenant) ?? new Map<string, Owned>();
    this.#tenants.set(tenant, drawer.set(indicator.id, { owner, indicator }));
  }

  /** Takes out the indicator with an id. */
  delete(tenant: string, id: string): void {
    this.#tenants.get(tenant)?.delete(id);
  }

  /** A number that no indicator had before. */
  nextOrdinal(): number {
    return ++this.#lastOrdinal;
  }

  /** Forgets everything and counts anew. */
  clear(): void {
    this.#tenants.clear();
    this.#lastOrdinal = 0;
  }
}
