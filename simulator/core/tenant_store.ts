// The Defender indicators of every tenant: upsert by identity, expiry by the clock, limited capacity.
import { created, identity, type Row, updated, type Writer } from "../defender/indicator.js";
import type { Indicator } from "./types.js";

interface TenantIndicators {
  byKey: Map<string, Indicator>;
  byId: Map<string, Indicator>;
  /** Epoch ms of the earliest expiry, so that most calls need no sweep. */
  nextExpiry: number;
}

/** Stores indicators per tenant. */
export class Store {
  readonly #tenants = new Map<string, TenantIndicators>();
  #lastId = 0;

  /** Returns the active indicators of a tenant at `now` (epoch ms), in order of id. */
  all(tenant: string, now: number): Indicator[] {
    return [...this.#of(tenant, now).byKey.values()];
  }

  /** Returns the number of active indicators of a tenant at `now`. */
  count(tenant: string, now: number): number {
    return this.#of(tenant, now).byKey.size;
  }

  /** Returns the number of active indicators of all tenants at `now`. */
  total(now: number): number {
    return [...this.#tenants.keys()].reduce((sum, tenant) => sum + this.count(tenant, now), 0);
  }

  byId(tenant: string, id: string, now: number): Indicator | undefined {
    return this.#of(tenant, now).byId.get(id);
  }

  /** Returns the indicator that a row would update. */
  find(tenant: string, row: Row, now: number): Indicator | undefined {
    return this.#of(tenant, now).byKey.get(identity(row));
  }

  /** Adds the row, or updates the indicator with the same identity and keeps its id, creation time and application. */
  upsert(row: Row, writer: Writer): Indicator {
    const held = this.#of(writer.tenant, writer.now);
    const key = identity(row);
    const old = held.byKey.get(key);
    const indicator = old ? updated(old, row, writer) : created(row, writer, ++this.#lastId);
    held.byKey.set(key, indicator);
    held.byId.set(indicator.id, indicator);
    held.nextExpiry = Math.min(held.nextExpiry, expiryOf(indicator));
    return indicator;
  }

  delete(tenant: string, id: string, now: number): void {
    const held = this.#of(tenant, now);
    const indicator = held.byId.get(id);
    if (!indicator) return;
    held.byId.delete(id);
    held.byKey.delete(identity({ ...indicator }));
  }

  /** Removes everything and restarts the ids at 1. */
  clear(): void {
    this.#tenants.clear();
    this.#lastId = 0;
  }

  #of(tenant: string, now: number): TenantIndicators {
    const held = this.#tenants.get(tenant) ?? { byKey: new Map(), byId: new Map(), nextExpiry: Infinity };
    this.#tenants.set(tenant, held);
    if (now >= held.nextExpiry) sweep(held, now);
    return held;
  }
}

const expiryOf = (indicator: Indicator) =>
  indicator.expirationTime === null ? Infinity : Date.parse(indicator.expirationTime);

function sweep(held: TenantIndicators, now: number): void {
  held.nextExpiry = Infinity;
  for (const [key, indicator] of held.byKey) {
    const expiry = expiryOf(indicator);
    if (expiry > now) {
      held.nextExpiry = Math.min(held.nextExpiry, expiry);
      continue;
    }
    held.byKey.delete(key);
    held.byId.delete(indicator.id);
  }
}
