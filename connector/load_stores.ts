/** Loads the shared database on demand. */

/** Functions that use the shared database. */
export type Stores = typeof import("./stores/postgres/index.js");

/** Returns the functions that use the shared database. */
export function loadStores(): Promise<Stores> {
  return import("./stores/postgres/index.js");
}
