/** Decides what becomes of an item from the values in it. */
import type { Facts, Observable, ObservableKind, Reason } from "./feed_types.js";
import { observe } from "./observe.js";
import { type Outcome, read, skipped } from "./read_items.js";

/** A value of an item, not yet checked. */
export interface RawValue {
  readonly kind: ObservableKind;
  readonly text: string;
}

/** What is known about an item apart from its values. */
export interface ItemContext {
  /** Text of the item in the source. */
  readonly before: string;
  /** What the source says about every value. */
  readonly facts: Facts;
  /** Why parts of the item are no values. */
  readonly leftOut: readonly Reason[];
  /** Returns the reason for an item that is taken in part only. */
  readonly partly: (leftOut: readonly Reason[]) => Reason;
}

/**
 * Returns the outcome: skipped if no value can be read, changed if a value was changed or a part is left out. The reasons
 * of a skipped item are reported in one message, with the code of the first.
 */
export function observedOutcome(values: readonly RawValue[], context: ItemContext): Outcome {
  const { before, facts } = context;
  const observables = new Map<string, Observable>();
  const leftOut = [...context.leftOut];
  const changes: Reason[] = [];
  for (const { kind, text } of values) {
    const observed = observe(kind, text);
    if (observed.fault !== undefined) {
      leftOut.push(observed.fault);
      continue;
    }
    observables.set(`${kind} ${observed.value}`, { kind, value: observed.value, facts });
    if (observed.change !== undefined) changes.push(observed.change);
  }
  if (observables.size === 0)
    return skipped({ code: leftOut[0]?.code ?? "ValueInvalid", message: sentencesOf(leftOut) }, before);
  const partly = leftOut.length === 0 ? [] : [context.partly(leftOut)];
  return read([...observables.values()], before, [...partly, ...changes]);
}

/** Most reasons in one message. */
const maxReasons = 3;

/** Returns the messages of the first reasons. */
export function sentencesOf(reasons: readonly Reason[]): string {
  const messages = [...new Set(reasons.map(({ message }) => message))];
  const rest = messages.length - maxReasons;
  return messages.slice(0, maxReasons).join(" ") + (rest > 0 ? ` There are ${rest} more reasons.` : "");
}
