/** Finds the word that is meant by one that is not known. */
import { NearNames } from "./near_names.js";
import { suggest } from "./suggest.js";

/** The known words that the word is most like: the same letters, or few changed ones; empty if it is like none. */
export function nearest(word: string, known: Iterable<string>): string[] {
  const words = [...known];
  const same = new NearNames(words).meant(word);
  return same.length > 0 ? [...same] : suggest(word, words);
}
