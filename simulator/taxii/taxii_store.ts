// The objects of the TAXII collection, and the cursors of unfinished lists.
import { randomUUID } from "node:crypto";
import type { JsonObject } from "../core/json.js";

/** Id of the collection that every simulator has. */
export const COLLECTION = "91a7b528-80eb-42ed-a74d-c6fbd5a26116";

/** A STIX object with the time at which it was added to the collection. */
export interface TaxiiObject {
  object: JsonObject;
  /** ISO 8601. It need not be the time at which the object was modified. */
  added: string;
}

/** An unfinished list. The service keeps its position, so that a page is sent once only. */
interface OpenList {
  readonly objects: readonly TaxiiObject[];
  /** The limit of the first request, which the following ones must repeat. */
  readonly limit: string | null;
  position: number;
}

const indicator = (n: number): TaxiiObject => {
  const time = `2026-01-0${n}T00:00:00.000Z`;
  const id = `indicator--0000000${n}-0000-4000-8000-000000000000`;
  const pattern = `[domain-name:value = 'bad${n}.example']`;
  const times = { created: time, modified: time, valid_from: time };
  const object = { type: "indicator", spec_version: "2.1", id, pattern, pattern_type: "stix", ...times };
  return { object, added: time };
};

/** The collection. It holds three indicators until a test replaces them. */
export class TaxiiStore {
  #objects: TaxiiObject[] = [];
  readonly #lists = new Map<string, OpenList>();

  constructor() {
    this.clear();
  }

  /** Replaces the objects. They are listed in the order of the times at which they were added. */
  put(objects: readonly TaxiiObject[]): void {
    this.#objects = objects.toSorted((a, b) => (a.added < b.added ? -1 : Number(a.added > b.added)));
    this.#lists.clear();
  }

  all(): readonly TaxiiObject[] {
    return this.#objects;
  }

  /** Starts a list behind its first page, and returns its cursor. */
  open(objects: readonly TaxiiObject[], limit: string | null, position: number): string {
    const cursor = randomUUID();
    this.#lists.set(cursor, { objects, limit, position });
    return cursor;
  }

  list(cursor: string): OpenList | undefined {
    return this.#lists.get(cursor);
  }

  clear(): void {
    this.put([1, 2, 3].map(indicator));
  }
}
