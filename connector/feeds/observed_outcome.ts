/** Decides what becomes of an item from the values in it. */
import type { Facts, Observable, ObservableKind } from "./feed_types.js";
import { observe, type Reason } from "./observe.js";
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
  /** Returns the reason for an item of which only a part is taken. */
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
    const { value, fault, change } = observedAs(kind, text);
    if (value === undefined) leftOut.push(fault);
    else observables.set(`${kind} ${value}`, { kind, value, facts });
    if (change !== undefined) changes.push(change);
  }
  if (observables.size === 0)
    return skipped({ code: leftOut[0]?.code ?? "ValueInvalid", message: sentencesOf(leftOut) }, before);
  const partly = leftOut.length === 0 ? [] : [context.partly(leftOut)];
  return read([...observables.values()], before, [...partly, ...changes]);
}

function observedAs(kind: ObservableKind, text: string) {
  const observed = observe(kind, text);
  return observed.fault === undefined
    ? { fault: undefined, change: undefined, ...observed }
    : { change: undefined, ...observed };
}

/** Most names or reasons in one message. */
const maxNamed = 3;

/** Returns the first texts, and how many more there are. */
export function firstOf(texts: readonly string[], separator: string): string {
  const named = [...new Set(texts)];
  const rest = named.length - maxNamed;
  return named.slice(0, maxNamed).join(separator) + (rest > 0 ? `${separator}(${rest} more.)` : "");
}

/** Returns the messages of the first reasons. */
export function sentencesOf(reasons: readonly Reason[]): string {
  return firstOf(
    reasons.map(({ message }) => message),
    " ",
  );
}
