// The Sentinel indicators that were submitted through Graph: per tenant, owned by the app that wrote them.
import type { TiIndicator } from "../core/types.js";

interface Owned {
  owner: string;
  indicator: TiIndicator;
}

/** Stores indicators per tenant. */
export class TiStore {
  readonly #tenants = new Map<string, Map<string, Owned>>();
  #lastOrdinal = 0;

  /** Returns the indicators of a tenant, in order of arrival. */
  all(tenant: string): TiIndicator[] {
    return [...(this.#tenants.get(tenant)?.values() ?? [])].map(({ indicator }) => indicator);
  }

  /** Returns the number of indicators of all tenants. */
  total(): number {
    return [...this.#tenants.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Returns the indicators that an app owns in a tenant ("ReadWrite.OwnedBy": it sees no others). */
  ownedBy(tenant: string, owner: string): TiIndicator[] {
    const owned = [...(this.#tenants.get(tenant)?.values() ?? [])].filter((one) => one.owner === owner);
    return owned.map(({ indicator }) => indicator);
  }

  /** Returns the indicator with an id if the app owns it. */
  find(tenant: string, owner: string, id: string): TiIndicator | undefined {
    const found = this.#tenants.get(tenant)?.get(id);
    return found?.owner === owner ? found.indicator : undefined;
  }

  /** Adds an indicator, or replaces the one with the same id. */
  put(tenant: string, owner: string, indicator: TiIndicator): void {
    const indicators = this.#tenants.get(tenant) ?? new Map<string, Owned>();
    this.#tenants.set(tenant, indicators.set(indicator.id, { owner, indicator }));
  }

  delete(tenant: string, id: string): void {
    this.#tenants.get(tenant)?.delete(id);
  }

  /** Returns a number that no indicator has used before. */
  nextOrdinal(): number {
    return ++this.#lastOrdinal;
  }

  /** Removes everything and restarts the ordinals. */
  clear(): void {
    this.#tenants.clear();
    this.#lastOrdinal = 0;
  }
}
