/** The indicators of a tenant with several owners. Every change is recorded. */
import type { JsonObject } from "../../../connector/index.js";
import { fullWords, identityOf } from "../simulation/store.js";

/** An indicator as the service lists it. */
export interface Held {
  readonly id: string;
  readonly item: JsonObject;
  /** Time of its creation, in milliseconds since 1970. */
  readonly since: number;
}

/** One change of the tenant. */
export interface TenantChange {
  readonly before: Held | undefined;
  readonly after: Held | undefined;
  /** Number of the run that made it; undefined for anybody else. */
  readonly run: number | undefined;
}

/** Who writes a row. */
export interface Writer {
  readonly client: string;
  readonly run: number | undefined;
  readonly nowMs: number;
}

/** Indicators up to the capacity. */
export class Tenant {
  readonly changes: TenantChange[] = [];
  readonly capacity: number;
  readonly #held = new Map<string, Held>();
  #nextId = 1;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** Adds or updates a row as the service does: owner and creation stay. Returns undefined if the tenant is full. */
  put(row: JsonObject, writer: Writer, source = "PublicApi"): Held | undefined {
    const identity = identityOf(row);
    const before = this.#held.get(identity);
    if (before === undefined && this.#held.size >= this.capacity) return undefined;
    const id = before?.id ?? String(this.#nextId++);
    const item = before === undefined ? created(row, id, writer, source) : updated(before.item, row, writer);
    const after = { id, item, since: before?.since ?? writer.nowMs };
    this.#record(before, after, writer.run);
    this.#held.set(identity, after);
    return after;
  }

  /** @param run - undefined if anybody else deletes the row */
  delete(held: Held, run: number | undefined): void {
    this.#record(held, undefined, run);
    this.#held.delete(identityOf(held.item));
  }

  byId(id: string): Held | undefined {
    return this.all().find((held) => held.id === id);
  }

  all(): Held[] {
    return [...this.#held.values()];
  }

  get size(): number {
    return this.#held.size;
  }

  /** Returns the service's message for a full tenant. */
  get fullReason(): string {
    return `${fullWords}. Current Total: ${this.size}, Limit: ${this.capacity}`;
  }

  /** Removes what has expired. */
  sweep(nowMs: number): void {
    for (const held of this.all()) if (endOf(held) <= nowMs) this.delete(held, undefined);
  }

  #record(before: Held | undefined, after: Held | undefined, run: number | undefined): void {
    this.changes.push({ before, after, run });
  }
}

/** Returns the end of life in milliseconds; infinity without one. */
export function endOf({ item }: Held): number {
  const end = item["expirationTime"];
  return typeof end === "string" ? Date.parse(end) : Number.POSITIVE_INFINITY;
}

function created(row: JsonObject, id: string, { client }: Writer, source: string): JsonObject {
  return {
    id,
    ...content(row),
    application: row["application"] ?? null,
    createdBy: client,
    createdBySource: source,
    lastUpdatedBy: null,
  };
}

function updated(before: JsonObject, row: JsonObject, { client }: Writer): JsonObject {
  const { application, createdBy, createdBySource, id, indicatorValue } = before;
  const fixed = { application, createdBy, createdBySource, id, indicatorValue };
  return { ...content(row), ...fixed, lastUpdatedBy: client };
}

function content(row: JsonObject): JsonObject {
  const end = row["expirationTime"];
  return {
    indicatorType: row["indicatorType"],
    indicatorValue: row["indicatorValue"],
    action: row["action"],
    severity: row["severity"] ?? "Informational",
    title: row["title"],
    description: row["description"],
    recommendedActions: row["recommendedActions"] ?? null,
    rbacGroupNames: row["rbacGroupNames"] ?? [],
    generateAlert: row["generateAlert"] === true,
    expirationTime: typeof end === "string" ? wholeSeconds(end) : null,
  };
}

function wholeSeconds(time: string): string {
  return new Date(Math.floor(Date.parse(time) / 1000) * 1000).toISOString().replace(".000Z", "Z");
}
