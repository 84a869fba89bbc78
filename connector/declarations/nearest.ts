/** Finds the known word that an unknown word may mean. */
import { NearNames } from "./near_names.js";
import { suggest } from "./suggest.js";

/** Returns the most similar known words: same letters or few changes. Empty if none is similar. */
export function nearest(word: string, known: Iterable<string>): string[] {
  const words = [...known];
  const same = new NearNames(words).meant(word);
  return same.length > 0 ? [...same] : suggest(word, words);
}
