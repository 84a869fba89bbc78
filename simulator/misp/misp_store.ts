// The events of the MISP server.
import type { JsonObject } from "../core/json.js";

/** An attribute of an event. Names and types are those of MISP. */
export interface MispAttribute extends JsonObject {
  id: string;
  uuid: string;
  type: string;
  category: string;
  value: string;
  to_ids: boolean;
  /** Epoch seconds, as text. */
  timestamp: string;
  deleted: boolean;
}

/** An event with its attributes. */
export interface MispEvent {
  id: string;
  uuid: string;
  info: string;
  published: boolean;
  timestamp: string;
  Attribute: MispAttribute[];
}

const uuid = (kind: number, n: number) =>
  `${String(kind).padStart(8, "0")}-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** Returns an event with `count` domain names, for tests. @param change - fields of the n-th attribute, from 1 */
export function mispEvent(
  n: number,
  count: number,
  change: (attribute: number) => Partial<MispAttribute> = () => ({}),
): MispEvent {
  const attribute = (i: number): MispAttribute => ({
    id: String(n * 100_000 + i),
    uuid: uuid(n, i),
    type: "domain",
    category: "Network activity",
    value: `bad${n}-${i}.example`,
    to_ids: true,
    timestamp: String(1_767_225_600 + i),
    deleted: false,
    ...change(i),
  });
  return {
    id: String(n),
    uuid: uuid(n, 0),
    info: `Event ${n}`,
    published: true,
    timestamp: "1767225600",
    Attribute: Array.from({ length: count }, (_, i) => attribute(i + 1)),
  };
}

/** The events. There is one with three attributes until a test replaces it. */
export class MispStore {
  #events: readonly MispEvent[] = [];

  constructor() {
    this.clear();
  }

  put(events: readonly MispEvent[]): void {
    this.#events = events;
  }

  all(): readonly MispEvent[] {
    return this.#events;
  }

  clear(): void {
    this.put([mispEvent(1, 3)]);
  }
}
