/** Decides what becomes of a STIX pattern. */
import { parsePattern } from "../../stix/pattern.js";
import type { Facts, FeedReading, Observable } from "../feed_types.js";
import { observe, type Reason } from "../observe.js";
import { type Outcome, read, skipped } from "../read_items.js";
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
  const observables = new Map<string, Observable>();
  const faults = [...leftOut];
  const changes: Reason[] = [];
  for (const found of values) {
    const kind = found.kind === "host" ? hostKind(found.text) : found.kind;
    const seen = observe(kind, found.text);
    if (seen.fault !== undefined) {
      faults.push(seen.fault);
      continue;
    }
    observables.set(`${kind} ${seen.value}`, { kind, value: seen.value, facts });
    if (seen.change !== undefined) changes.push(seen.change);
  }
  if (observables.size === 0) return skipped(messages.nothing(faults), before);
  const part = faults.length === 0 ? [] : [messages.partOfPattern(faults.length, faults)];
  return read([...observables.values()], before, [...part, ...changes]);
}
