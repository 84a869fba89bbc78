// The STIX objects of every Sentinel workspace; the last one of an id stands.
import { type JsonObject, textOf } from "../core/body.js";

/** The workspace that every simulator has. */
export const WORKSPACE = "55555555-5555-4555-8555-555555555555";

/** Holds what was uploaded. */
export class StixStore {
  readonly #workspaces = new Map<string, Map<string, JsonObject>>();

  /** What a workspace holds, in order of first arrival. */
  all(workspace: string): JsonObject[] {
    return [...(this.#workspaces.get(workspace)?.values() ?? [])];
  }

  /** How many objects all workspaces hold. */
  total(): number {
    return [...this.#workspaces.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Adds an object, or replaces the one with its id. */
  put(workspace: string, object: JsonObject): void {
    const drawer = this.#workspaces.get(workspace) ?? new Map<string, JsonObject>();
    this.#workspaces.set(workspace, drawer.set(textOf(object["id"]), object));
  }

  /** Forgets everything. */
  clear(): void {
    this.#workspaces.clear();
  }
}
