/** Changes of the compiled connector, each of which switches one guard of syncs off. */
import type { Mutation } from "../simulation/mutant.js";

const partial = "nothing deleted on partial knowledge";
const foreign = "nothing foreign changed";
const oldSide = "an old side goes after its new side came";
const plans = "a plan writes nothing, and a saved one nothing else";

/** By the missing guard. */
export const mutations: Readonly<Record<string, Mutation & { readonly breaks: string }>> = {
  "the guard against empty feeds": {
    file: "sync/guards.js",
    from: "if (wanted === 0)",
    to: "if (false)",
    breaks: partial,
  },
  "the guard against incomplete sources": {
    file: "sync/guards.js",
    from: "if (!complete.sources)",
    to: "if (false)",
    breaks: partial,
  },
  "the guard against an incomplete list": {
    file: "sync/guards.js",
    from: "if (!complete.target)",
    to: "if (false)",
    breaks: partial,
  },
  "distrust of lists without an end": {
    file: "sync/target_list.js",
    from: "listItems(context, input, true)",
    to: "listItems(context, input, false)",
    breaks: partial,
  },
  "the bound of deletes": {
    file: "sync/guards.js",
    from: "return due > bound ?",
    to: "return false ?",
    breaks: "deletes never exceed the bound",
  },
  "the comparison of client ids": {
    file: "sync/ownership.js",
    from: "client.toLowerCase() === own;",
    to: "client.length > 0;",
    breaks: foreign,
  },
  "the comparison of names": {
    file: "sync/ownership.js",
    from: "if (ownValue(item, owner.name) === rules.name)",
    to: "if (true)",
    breaks: foreign,
  },
  "the comparison of sources": {
    file: "sync/ownership.js",
    from: "!isPossible(item, owner.only)",
    to: "false",
    breaks: foreign,
  },
  "the comparison of spellings": {
    file: "sync/canonical.js",
    from: "host: lower,",
    to: "host: (text) => text,",
    breaks: foreign,
  },
  "care for rows that were not listed": {
    file: "sync/arrangement.js",
    from: "creates: complete.target ? matches.creates : [],",
    to: "creates: matches.creates,",
    breaks: foreign,
  },
  "the confirmation of new sides": {
    file: "sync/apply.js",
    from: "if (isOldSide && before?.isFailed !== false)",
    to: "if (false)",
    breaks: oldSide,
  },
  "care for objects of rejected rows": {
    file: "sync/matching.js",
    from: "if (desired.protectedObjects.has(object))",
    to: "if (false)",
    breaks: "only what the policy allows is deleted",
  },
  "the digest of the desired rows": {
    file: "sync/saved_plan.js",
    from: "if (saved.desiredDigest !== fresh.plan.desiredDigest)",
    to: "if (false)",
    breaks: plans,
  },
  "the limits of a saved plan": {
    file: "sync/run_sync.js",
    from: "return linesOf(saved, planned, target, { isInterrupted, appliesHeld: allowDelete > 0 });",
    to: "return planned.lines;",
    breaks: plans,
  },
  "renewal of half-spent rows only": {
    file: "sync/expiry.js",
    from: "const half = nowMs + life / 2;",
    to: "const half = nowMs + life * 2;",
    breaks: "a second run writes nothing",
  },
  "places for rows with a high rank": {
    file: "sync/capacity.js",
    from: "const movable = canDisplace ? held : [];",
    to: "const movable = [];",
    breaks: "the tenant holds the desired rows that fit",
  },
};
