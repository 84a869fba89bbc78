// The indicators of every tenant: upsert by identity, expiry by the clock, a quota per tenant.
import { created, identity, type Row, updated, type Writer } from "../defender/indicator.js";
import type { Indicator } from "./types.js";

interface TenantStore {
  byKey: Map<string, Indicator>;
  byId: Map<string, Indicator>;
  /** Epoch ms of the earliest expiry, so that most calls need no sweep. */
  nextExpiry: number;
}

/** Holds what was imported. */
export class Store {
  readonly #tenants = new Map<string, TenantStore>();
  #lastId = 0;

  /** What a tenant holds at `now` (epoch ms), in order of id. */
  all(tenant: string, now: number): Indicator[] {
    return [...this.#drawer(tenant, now).byKey.values()];
  }

  /** How many indicators a tenant holds at `now`. */
  count(tenant: string, now: number): number {
    return this.#drawer(tenant, now).byKey.size;
  }

  /** How many indicators all tenants hold at `now`. */
  total(now: number): number {
    return [...this.#tenants.keys()].reduce((sum, tenant) => sum + this.count(tenant, now), 0);
  }

  /** The indicator with an id. */
  byId(tenant: string, id: string, now: number): Indicator | undefined {
    return this.#drawer(tenant, now).byId.get(id);
  }

  /** The indicator that a row would update. */
  find(tenant: string, row: Row, now: number): Indicator | undefined {
    return this.#drawer(tenant, now).byKey.get(identity(row));
  }

  /** Adds the row, or updates the one with its identity, keeping id, creation time and application. */
  upsert(row: Row, writer: Writer): Indicator {
    const drawer = this.#drawer(writer.tenant, writer.now);
    const key = identity(row);
    const old = drawer.byKey.get(key);
    const indicator = old ? updated(old, row, writer) : created(row, writer, ++this.#lastId);
    drawer.byKey.set(key, indicator);
    drawer.byId.set(indicator.id, indicator);
    drawer.nextExpiry = Math.min(drawer.nextExpiry, expiryOf(indicator));
    return indicator;
  }

  /** Takes out the indicator with an id. */
  delete(tenant: string, id: string, now: number): void {
    const drawer = this.#drawer(tenant, now);
    const indicator = drawer.byId.get(id);
    if (!indicator) return;
    drawer.byId.delete(id);
    drawer.byKey.delete(identity({ ...indicator }));
  }

  /** Forgets everything and starts ids anew. */
  clear(): void {
    this.#tenants.clear();
    this.#lastId = 0;
  }

  #drawer(tenant: string, now: number): TenantStore {
    const drawer = this.#tenants.get(tenant) ?? { byKey: new Map(), byId: new Map(), nextExpiry: Infinity };
    this.#tenants.set(tenant, drawer);
    if (now >= drawer.nextExpiry) sweep(drawer, now);
    return drawer;
  }
}

const expiryOf = (indicator: Indicator) =>
  indicator.expirationTime === null ? Infinity : Date.parse(indicator.expirationTime);

function sweep(drawer: TenantStore, now: number): void {
  drawer.nextExpiry = Infinity;
  for (const [key, indicator] of drawer.byKey) {
    const expiry = expiryOf(indicator);
    if (expiry > now) {
      drawer.nextExpiry = Math.min(drawer.nextExpiry, expiry);
      continue;
    }
    drawer.byKey.delete(key);
    drawer.byId.delete(indicator.id);
  }
}
