/** Collects facts and leaves out those that a source does not have. */
import type { Facts } from "./feed_types.js";

/** Facts that can each be undefined. */
export type PossibleFacts = { readonly [Name in keyof Facts]: Facts[Name] | undefined };

/** Returns the facts that are present. */
export function givenFacts(possible: PossibleFacts): Facts {
  const facts: Record<string, unknown> = {};
  for (const [name, fact] of Object.entries(possible)) if (fact !== undefined) facts[name] = fact;
  return facts;
}
