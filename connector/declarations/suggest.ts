/** Suggests known names for an unknown name. */

/** Maximum number of edits between a name and a suggestion. */
const maxEdits = 3;

/**
 * Returns the nearest names within a few edits; otherwise names with the word as a part between underscores.
 */
export function suggest(word: string, names: readonly string[]): string[] {
  const edits = names.map((name) => editsBetween(word, name));
  const least = Math.min(...edits);
  if (least <= Math.min(maxEdits, word.length / 3)) return names.filter((_name, i) => edits[i] === least);
  return names.filter((name) => name.split("_").includes(word));
}

/**
 * Returns the number of inserted, removed, changed or swapped letters. Each part of the text counts once.
 * @param most - returns infinity for more edits
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
