/** What is wrong with a text that is not a STIX pattern. Each message is a part of a sentence. */

const at = (offset: number): string => `at character ${offset + 1}`;

/** Faults of a pattern. Offsets are counted from 0. */
export const patternFaults = {
  tooLong: (length: number, most: number) => `the pattern has ${length} characters; at most ${most} are read`,
  nestedTooDeeply: (offset: number, maxDepth: number) =>
    `${at(offset)}, parentheses are nested more than ${maxDepth} levels deep`,
  /** @param message - message of the parser */
  other: (offset: number, message: string) => `${at(offset)}, ${message}`,
  /**
   * @param found - character that was found; undefined at the end of the pattern
   * @param remedy - one of {@link patternRemedies}
   */
  unexpected(
    offset: number,
    found: string | undefined,
    expected: string,
    remedy: string | undefined,
  ): string {
    const what = found === undefined ? "the pattern ends" : `${found} was found`;
    const fault = `${at(offset)}, ${what}, but ${expected} was expected`;
    return remedy === undefined ? fault : `${fault}; ${remedy}`;
  },
} as const;

/** Corrections of common mistakes. */
export const patternRemedies = {
  notAPattern:
    "a STIX pattern looks like [url:value = 'https://bad.example/']; if this one is in another language, such as YARA, Sigma or KQL, name that language in pattern_type",
  capitals: (word: string) => `write keywords in capitals: ${word.toUpperCase()}`,
  straightQuotes: "put texts in straight single quotes",
  quoteInText: "write a single quote within a text as \\'",
  hyphen: "put a name that has a hyphen in single quotes, for example file:hashes.'SHA-256'",
} as const;
