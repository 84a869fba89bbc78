/** Decides what becomes of a STIX pattern. */
import { parsePattern } from "../../stix/pattern.js";
import type { Facts, FeedReading } from "../feed_types.js";
import { observedOutcome } from "../observed_outcome.js";
import { type Outcome, skipped } from "../read_items.js";
import { messages } from "./messages.js";
import { hostKind } from "./observed_paths.js";
import { patternValues } from "./pattern_values.js";

/**
 * Returns the outcome of a pattern. It is changed if a value was changed, or if an alternative of an OR was left out.
 * @param facts - what the source says about every value of the pattern
 */
export function patternOutcome(text: string, facts: Facts, { allHashes = false }: FeedReading): Outcome {
  const before = text.trim();
  const { pattern, fault } = parsePattern(text);
  if (fault !== undefined) return skipped(messages.patternInvalid(fault.message), before);
  const { values, leftOut } = patternValues(pattern, allHashes);
  const raw = values.map(({ kind, text: value }) => ({
    kind: kind === "host" ? hostKind(value) : kind,
    text: value,
  }));
  return observedOutcome(raw, { before, facts, leftOut, partly: messages.partOfPattern });
}
