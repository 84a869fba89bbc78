// The STIX objects of every Sentinel workspace; a later version of an id replaces the earlier one.
import { type JsonObject, asText } from "../core/json.js";

/** The workspace that every simulator has. */
export const WORKSPACE = "55555555-5555-4555-8555-555555555555";

/** Stores objects per workspace. */
export class StixStore {
  readonly #workspaces = new Map<string, Map<string, JsonObject>>();

  /** Returns the objects of a workspace, in order of first arrival. */
  all(workspace: string): JsonObject[] {
    return [...(this.#workspaces.get(workspace)?.values() ?? [])];
  }

  /** Returns the number of objects of all workspaces. */
  total(): number {
    return [...this.#workspaces.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Adds an object, or replaces the one with the same id. */
  put(workspace: string, object: JsonObject): void {
    const objects = this.#workspaces.get(workspace) ?? new Map<string, JsonObject>();
    this.#workspaces.set(workspace, objects.set(asText(object["id"]), object));
  }

  clear(): void {
    this.#workspaces.clear();
  }
}
