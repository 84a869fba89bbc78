import { expect } from "chai";
import type { JsonObject } from "../../connector/index.js";
import { isFailed, isOpen, matchResults, ownResult, type ResultSpec } from "../../connector/run/results.js";

const spec: ResultSpec = {
  declared: {
    by: "value",
    items: "/value",
    match: { row: "indicatorValue", result: "indicator" },
    failed: "isFailed",
    reason: "failureReason",
    blank: { id: null, indicator: null, isFailed: true, failureReason: null },
  },
  idempotent: true,
  isKnownAnswer: () => true,
  isAccepted: () => true,
  check: (result) =>
    typeof result === "object" && result !== null && "isFailed" in result
      ? []
      : [{ code: "UnexpectedAnswer", sentence: "isFailed is missing; add it." }],
};
const sent = (...values: unknown[]): JsonObject[] => values.map((indicatorValue) => ({ indicatorValue }));
const result = (indicator: unknown, id = "1"): JsonObject => ({ id, indicator, isFailed: false });
const idsOf = (rows: readonly JsonObject[], value: unknown) =>
  matchResults(rows, { value }, spec).results.map(({ id, failureReason }) => id ?? failureReason);
const noAnswer =
  "NoAnswer: the service accepted the call and gave no result that is surely this row's; send it again.";

describe("run: match of results to rows", () => {
  it("passes results on as they came where they stand in the rows' order", () => {
    const answers = [result("a", "1"), { ...result("b", "2"), more: true }];
    const { results, left } = matchResults(sent("a", "b"), { value: answers }, spec);
    expect(results).to.deep.equal(answers);
    expect(results[1]).to.equal(answers[1]);
    expect(left).to.equal(0);
  });

  it("finds shuffled results by their value", () => {
    expect(idsOf(sent("a", "b", "c"), [result("c", "3"), result("a", "1"), result("b", "2")])).to.deep.equal([
      "1",
      "2",
      "3",
    ]);
  });

  it("gives rows of equal value their results by position among equals", () => {
    const answers = [result("b", "2"), result("a", "1"), result("a", "3")];
    expect(idsOf(sent("a", "b", "a"), answers)).to.deep.equal(["1", "2", "3"]);
  });

  it("finds a value in another letter case", () => {
    expect(idsOf(sent("Ab", "cD"), [result("CD", "2"), result("aB", "1")])).to.deep.equal(["1", "2"]);
  });

  it("tells values that differ in letter case by their spelling, where the answer keeps it", () => {
    const answers = [result("ab", "3"), result("c", "4"), result("AB", "1"), result("ab", "2")];
    expect(idsOf(sent("AB", "ab", "ab", "c"), answers)).to.deep.equal(["1", "3", "2", "4"]);
  });

  it("tells them by their position where the service changed their spelling (was: swapped)", () => {
    expect(idsOf(sent("AB", "ab"), [result("ab", "1"), result("ab", "2")])).to.deep.equal(["1", "2"]);
    expect(idsOf(sent("ab", "AB"), [result("AB", "1"), result("AB", "2")])).to.deep.equal(["1", "2"]);
    expect(idsOf(sent("ab", "AB"), [result("AB", "1"), result("aB", "2")])).to.deep.equal(["1", "2"]);
  });

  it("gives none of several rows an answer that may be another's (was: the first one got it)", () => {
    expect(idsOf(sent("a", "b", "a"), [result("b", "2"), result("a", "1")])).to.deep.equal([
      noAnswer,
      "2",
      noAnswer,
    ]);
    expect(idsOf(sent("AB", "ab"), [result("ab", "1")])).to.deep.equal([noAnswer, noAnswer]);
    const repeated = [result("a", "1"), result("a", "1"), result("a", "2")];
    expect(idsOf(sent("a", "a"), repeated)).to.deep.equal([noAnswer, noAnswer]);
    expect(matchResults(sent("a", "a"), { value: repeated }, spec).left).to.equal(3);
  });

  it("says NoAnswer for a row without a result", () => {
    expect(idsOf(sent("a", "b"), [result("b", "2")])).to.deep.equal([noAnswer, "2"]);
  });

  it("says NoAnswer for all rows where the list is null, absent, or no list", () => {
    for (const value of [null, undefined, "a", { a: 1 }, []])
      expect(idsOf(sent("a", "b"), value)).to.deep.equal([noAnswer, noAnswer]);
    expect(matchResults(sent("a"), undefined, spec).results[0]?.["failureReason"]).to.equal(noAnswer);
  });

  it("takes nothing for the result of a row without a value (was: broke on it)", () => {
    for (const nothing of [null, 7, "a", {}]) {
      const { results } = matchResults([{}], { value: [nothing] }, spec);
      expect(String(results[0]?.["failureReason"])).to.match(/^(UnexpectedAnswer|NoAnswer): /);
    }
  });

  it("counts results that belong to no row", () => {
    const answers = [result("a"), result("stranger"), result("a"), null, 7];
    expect(matchResults(sent("a"), { value: answers }, spec).left).to.equal(4);
  });

  it("takes no result of a wrong form for an answer, and says what is wrong with it", () => {
    const wrong = { id: "1", indicator: "a" };
    const { results } = matchResults(sent("a"), { value: [wrong] }, spec);
    expect(results).to.deep.equal([
      {
        id: null,
        indicator: "a",
        isFailed: true,
        failureReason:
          "UnexpectedAnswer: the service gave a result of unknown form; isFailed is missing; add it.",
      },
    ]);
  });

  it("does not call a row's own toString", () => {
    const odd = { toString: 1, valueOf: 1 };
    expect(idsOf(sent(odd, "a"), [result("a", "1")])).to.deep.equal([noAnswer, "1"]);
  });

  it("does not find results on the prototype of the answer", () => {
    const body = Object.create({ value: [result("a")] }) as object;
    expect(matchResults(sent("a"), body, spec).results[0]?.["failureReason"]).to.equal(noAnswer);
  });

  it("makes a result of its own with the row's value, code and sentence", () => {
    expect(ownResult({ indicatorValue: "a" }, "NotSent", "the run ended.", spec)).to.deep.equal({
      id: null,
      indicator: "a",
      isFailed: true,
      failureReason: "NotSent: the run ended.",
    });
    for (const none of [null, "a", [], {}, { indicatorValue: 7 }])
      expect(ownResult(none, "InvalidRow", "x", spec)["indicator"]).to.equal(null);
  });

  it("takes a row for failed only where its result says true", () => {
    expect([{ isFailed: true }, { isFailed: false }, {}].map((one) => isFailed(one, spec))).to.deep.equal([
      true,
      false,
      false,
    ]);
  });

  for (const [code, open] of [
    ["BadRowNotIsolated", true],
    ["NotSent", true],
    ["ServiceFailed", true],
    ["Forbidden", true],
    ["CapacityExceeded", false],
    ["Rejected", false],
    ["NotFound", false],
    ["TheServicesOwn", false],
  ] as const) {
    it(`${open ? "leaves a row open" : "has a row's last word"} with ${code}`, () => {
      expect(isOpen(ownResult({ indicatorValue: "a" }, code, "why", spec), spec)).to.equal(open);
    });
  }
});
