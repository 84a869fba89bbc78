/** Changes of the compiled connector, each of which switches one guard off. */
import type { Mutation } from "./mutant.js";

/** By what is missing then. */
export const mutations: Readonly<Record<string, Mutation & { readonly breaks: string }>> = {
  "single flight of token requests": {
    file: "http/auth/token_cache.js",
    from: "(this.#pending ??= this.#begin(attempts))",
    to: "(this.#pending = this.#begin(attempts))",
    breaks: "one token request at a time",
  },
  "an end to attempts at the deadline": {
    file: "http/send_request.js",
    from: "Math.min(timeoutMs, deadline.leftMs())",
    to: "timeoutMs",
    breaks: "the run ends by its deadline",
  },
  redaction: {
    file: "http/redactor.js",
    from: "for (let at = text.indexOf(secret); at >= 0;",
    to: "for (let at = -1; at >= 0;",
    breaks: "no secret leaves",
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
    breaks: "no call holds a value twice",
  },
  "doubt about results that contradict each other": {
    file: "engine/results/match_by_value.js",
    from: 'return isRepeated ? first : "contradicting";',
    to: "return theirs.at(-1);",
    breaks: "each result is its own row's",
  },
  "the order of rows sent by two runs": {
    file: "engine/journal/resume_gate.js",
    from: "this.#isOvertaken(row, run) ||",
    to: "",
    breaks: "stored is what the rows say",
  },
  "a journal of what was answered": {
    file: "engine/batch/batch_transport.js",
    from: "this.keep = writer && ((settled) => writer.settled(settled, batch.positions));",
    to: "",
    breaks: "an answer on disk is not asked for again",
  },
  "what exists in a full service": {
    file: "engine/existing/capacity_gate.js",
    from: "restriction.allowed.has(this.#nameOf(row))",
    to: "false",
    breaks: "what exists is not refused for want of room",
  },
  "an end to calls to a full service": {
    file: "engine/existing/capacity_gate.js",
    from: 'this.#restrict("service", existing.names, capacityMessages.full(total, limit));',
    to: "",
    breaks: "a full service is not asked in vain",
  },
};
