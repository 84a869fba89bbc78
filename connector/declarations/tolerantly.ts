/** Runs a part of a check. If declarations are malformed, it may fail, and finds nothing then. */
export function tolerantly<T>(isTolerant: boolean, check: () => readonly T[]): readonly T[] {
  try {
    return check();
  } catch (error) {
    if (isTolerant && error instanceof TypeError) return [];
    throw error;
  }
}
