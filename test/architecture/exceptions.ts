/** Compares what was found with a list of exceptions that may only shrink. */
import { expect } from "chai";

/**
 * Fails for an unlisted or grown entry, and for a listed one that was not found.
 * @param fault - returns what is wrong with a number, and what to do
 */
export function expectListed(
  found: ReadonlyMap<string, number>,
  listed: Readonly<Record<string, number>>,
  fault: (count: number) => string,
): void {
  const grown = [...found].filter(([name, count]) => count > (listed[name] ?? 0));
  const obsolete = Object.keys(listed).filter((name) => !found.has(name));
  const faults = [
    ...grown.map(([name, count]) => `${name} ${fault(count)}`),
    ...obsolete.map((name) => `${name} is gone or keeps the rule: remove it from the list`),
  ];
  // One text: a list of this length would be cut in the report.
  expect(faults.join("\n")).to.equal("");
}
