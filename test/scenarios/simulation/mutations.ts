/** Changes of the compiled connector, each of which switches one guard off. */
import type { Mutation } from "./mutant.js";

/** By the missing guard. */
export const mutations: Readonly<Record<string, Mutation & { readonly breaks: string }>> = {
  "one token request at a time": {
    file: "http/auth/token_cache.js",
    from: "(this.#pending ??= this.#begin(attempts, onEnd))",
    to: "(this.#pending = this.#begin(attempts, onEnd))",
    breaks: "one token request at a time",
  },
  "an end of attempts at the deadline": {
    file: "http/send_attempt.js",
    from: "Math.min(timeoutMs, deadline.leftMs())",
    to: "timeoutMs",
    breaks: "the run ends by its deadline",
  },
  redaction: {
    file: "http/mask_secrets.js",
    from: "ranges.length === 0 ? text : withMasks(text, ranges)",
    to: "text",
    breaks: "the output contains no secret",
  },
  "matching by value": {
    file: "engine/results/row_results.js",
    from: "paired(own, responses, match.result)",
    to: "rows.map((_row, i) => i)",
    breaks: "each result is its own row's",
  },
  "different calls for rows of one value": {
    file: "engine/row_run.js",
    from: "this.matchField = matchFieldOf(stages.spec);",
    to: "",
    breaks: "no call contains a value twice",
  },
  "doubt about contradicting results": {
    file: "engine/results/match_by_value.js",
    from: 'return isRepeated ? first : "contradicting";',
    to: "return theirs.at(-1);",
    breaks: "each result is its own row's",
  },
  "the order of rows sent by two runs": {
    file: "engine/journal/resume_gate.js",
    from: "this.#isOvertaken(row, run) ||",
    to: "",
    breaks: "the service stores what the rows say",
  },
  "a journal of completed rows": {
    file: "engine/batch/batch_transport.js",
    from: "this.keep = writer && ((settled) => writer.settled(settled, batch.positions));",
    to: "",
    breaks: "a row with its result on disk is not sent again",
  },
  "the list of a full service": {
    file: "engine/existing/capacity_gate.js",
    from: "restriction.allowed.has(this.#nameOf(row))",
    to: "false",
    breaks: "existing rows are not rejected because of capacity",
  },
  "an end of calls to a full service": {
    file: "engine/existing/capacity_gate.js",
    from: 'this.#restrict("service", existing.names, capacityMessages.full(total, limit));',
    to: "",
    breaks: "a full service gets no useless calls",
  },
};
