/** Two callers of the HTTP service, for tests of what each may do. */
import type { CallerKeys } from "../../../platforms/http/callers.js";

/** Returns a caller with two profiles and one action, and another one. */
export function twoCallers(soarKeys: readonly string[], otherKey: string): readonly CallerKeys[] {
  return [
    {
      name: "soar",
      keys: [...soarKeys],
      profiles: new Set(["one", "two"]),
      actions: new Set(["import_indicators"]),
    },
    {
      name: "other",
      keys: [otherKey],
      profiles: new Set(["three"]),
      actions: new Set(["import_indicators", "get_indicators"]),
    },
  ];
}
