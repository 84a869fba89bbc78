/** Chooses among several hashes of one file. */
import type { ObservableKind } from "./feed_types.js";

/** Algorithms from the best to the worst. */
const algorithms: readonly ObservableKind[] = ["sha256", "sha1", "md5"];

/** Returns true for the hash of a file. */
export const isHash = ({ kind }: { readonly kind: ObservableKind }): boolean => algorithms.includes(kind);

/**
 * Returns the values without hashes of files that a better hash identifies too. Hashes of one item belong to one file,
 * unless an algorithm occurs twice. If the best algorithm occurs less often than another one, some files have no better
 * hash, and all hashes are returned.
 */
export function bestHashes<T extends { readonly kind: ObservableKind }>(values: readonly T[]): readonly T[] {
  if (values.length < 2) return values;
  const counts = algorithms.map((algorithm) => values.filter(({ kind }) => kind === algorithm).length);
  const best = counts.findIndex((count) => count > 0);
  if (best < 0 || Math.max(...counts) > (counts[best] as number)) return values;
  return values.filter((value) => !isHash(value) || value.kind === algorithms[best]);
}
