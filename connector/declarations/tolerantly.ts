/** Runs a part of a check. For malformed declarations, the part may fail; it then finds nothing. */
export function tolerantly<T>(isTolerant: boolean, check: () => readonly T[]): readonly T[] {
  try {
    return check();
  } catch (error) {
    if (isTolerant && error instanceof TypeError) return [];
    throw error;
  }
}
