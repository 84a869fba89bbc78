/** Finds what somebody may have meant by a name that there is not. */

/** Most letters in which a name that was meant may differ. */
const maxEdits = 3;

/** The names that differ in few letters, the nearest alone; else those of which the word is a part between underscores. */
export function suggest(word: string, names: readonly string[]): string[] {
  const edits = names.map((name) => editsBetween(word, name));
  const least = Math.min(...edits);
  if (least <= Math.min(maxEdits, word.length / 3)) return names.filter((_name, i) => edits[i] === least);
  return names.filter((name) => name.split("_").includes(word));
}

/**
 * Letters that are inserted, removed, changed, or swapped with the next one, each part of the text at most once.
 * @param most - infinite is returned if there are more
 */
export function editsBetween(one: string, other: string, most = Number.POSITIVE_INFINITY): number {
  let leastAbove = 0;
  let previous: number[] = [];
  let above = Array.from({ length: other.length + 1 }, (_none, j) => j);
  for (let i = 1; i <= one.length; i++) {
    const line = [i];
    let leastHere = i;
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1];
      const changed = (above[j - 1] as number) + (isSame ? 0 : 1);
      let least = Math.min(changed, (above[j] as number) + 1, (line[j - 1] as number) + 1);
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (isSwapped) least = Math.min(least, (previous[j - 2] as number) + 1);
      line.push(least);
      leastHere = Math.min(leastHere, least);
    }
    if (leastHere > most && leastAbove > most) return Number.POSITIVE_INFINITY;
    leastAbove = leastHere;
    previous = above;
    above = line;
  }
  return above[other.length] as number;
}
