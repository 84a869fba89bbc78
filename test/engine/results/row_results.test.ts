import { expect } from "chai";
import type { JsonObject } from "../../../connector/index.js";
import {
  isFailed,
  isOpen,
  matchFieldOf,
  matchResults,
  ownResult,
  type ResultSpec,
} from "../../../connector/engine/results/row_results.js";

const spec: ResultSpec = {
  declared: {
    matchBy: "value",
    items: "/value",
    match: { row: "indicatorValue", result: "indicator" },
    failedField: "isFailed",
    reasonField: "failureReason",
    template: { id: null, indicator: null, isFailed: true, failureReason: null },
  },
  idempotent: true,
  isKnownResponse: () => true,
  isAccepted: () => true,
  check: (result) =>
    typeof result === "object" && result !== null && "isFailed" in result
      ? []
      : [{ code: "UnexpectedResponse", message: "isFailed is missing; add it." }],
};
const sent = (...values: unknown[]): JsonObject[] => values.map((indicatorValue) => ({ indicatorValue }));
const result = (indicator: unknown, id = "1"): JsonObject => ({ id, indicator, isFailed: false });
const idsOf = (rows: readonly JsonObject[], value: unknown) =>
  matchResults(rows, { value }, spec).results.map(({ id, failureReason }) =>
    String(failureReason).includes(":") ? failureReason : id,
  );
const noResponse =
  "MissingResult: the service accepted the call but returned no result that certainly belongs to this row; send it again.";
const shared =
  "UnexpectedResponse: the call held several rows with this value, and the results do not show which is this row's; look the row up in the service.";
const contradicting =
  "UnexpectedResponse: the service returned several results for this row, and they contradict each other; look the row up in the service.";

describe("engine: match of results to rows", () => {
  it("returns results unchanged if they are in row order", () => {
    const responses = [result("a", "1"), { ...result("b", "2"), more: true }];
    const { results, left } = matchResults(sent("a", "b"), { value: responses }, spec);
    expect(results).to.deep.equal(responses);
    expect(results[1]).to.equal(responses[1]);
    expect(left).to.equal(0);
  });

  it("finds shuffled results by their value", () => {
    expect(idsOf(sent("a", "b", "c"), [result("c", "3"), result("a", "1"), result("b", "2")])).to.deep.equal([
      "1",
      "2",
      "3",
    ]);
  });

  it("assigns no result to rows with the same value, even in row order, because nothing identifies the row", () => {
    const responses = [result("a", "1"), result("b", "2"), result("a", "3")];
    expect(idsOf(sent("a", "b", "a"), responses)).to.deep.equal([shared, "2", shared]);
    expect(idsOf(sent("a", "b", "a"), responses.toReversed())).to.deep.equal([shared, "2", shared]);
    expect(matchResults(sent("a", "b", "a"), { value: responses }, spec).left).to.equal(2);
  });

  it("finds a value in another letter case", () => {
    expect(idsOf(sent("Ab", "cD"), [result("CD", "2"), result("aB", "1")])).to.deep.equal(["1", "2"]);
  });

  it("finds values that differ only in letter case by their spelling, if the response keeps it", () => {
    const responses = [result("ab", "2"), result("c", "3"), result("AB", "1")];
    expect(idsOf(sent("AB", "ab", "c"), responses)).to.deep.equal(["1", "2", "3"]);
  });

  it("assigns them no result if the response changes their spelling, or contains fewer or more", () => {
    for (const names of [["ab", "ab"], ["AB", "aB"], ["ab"], ["AB", "ab", "ab"], ["AB", "ab", "aB"]]) {
      const responses = names.map((name, i) => result(name, String(i)));
      expect(idsOf(sent("AB", "ab"), responses), names.join()).to.deep.equal([shared, shared]);
    }
    expect(idsOf(sent("ab", "ab"), [result("ab", "1"), result("AB", "2")])).to.deep.equal([shared, shared]);
  });

  it("assigns a row no result if the response contradicts itself about the row", () => {
    for (const change of [{ id: "2" }, { isFailed: true }, { failureReason: "No." }, { more: 1 }]) {
      const responses = [result("a", "1"), result("b", "3"), { ...result("a", "1"), ...change }];
      expect(idsOf(sent("a", "b"), responses)).to.deep.equal([contradicting, "3"]);
      expect(idsOf(sent("b", "a"), responses.toReversed())).to.deep.equal(["3", contradicting]);
      expect(matchResults(sent("a", "b"), { value: responses }, spec).left).to.equal(2);
    }
  });

  it("assigns a row its result if the response repeats it, in any letter case", () => {
    const responses = [result("a", "1"), result("A", "1"), result("b", "2")];
    expect(idsOf(sent("a", "b"), responses)).to.deep.equal(["1", "2"]);
    expect(matchResults(sent("a", "b"), { value: responses }, spec).left).to.equal(1);
  });

  it("assigns no row the result of another row that the service spelled differently", () => {
    const responses = [result("a.example", "1"), result("a.example", "2")];
    expect(idsOf(sent("a.example.", "a.example"), responses)).to.deep.equal([noResponse, contradicting]);
    expect(idsOf(sent("2001:db8::1"), [result("2001:db8:0:0:0:0:0:1")])).to.deep.equal([noResponse]);
  });

  it("assigns no row a result without a name", () => {
    for (const name of [null, undefined, "", 7])
      expect(idsOf(sent("a"), [result(name)]), String(name)).to.deep.equal([noResponse]);
    expect(idsOf([{}], [{ isFailed: false, id: "1" }])).to.deep.equal([noResponse]);
  });

  it("has a match field only if results are found by value or by position", () => {
    expect(matchFieldOf(spec)).to.equal("indicatorValue");
    const fieldOf = (matchBy: typeof spec.declared.matchBy) =>
      matchFieldOf({ ...spec, declared: { ...spec.declared, matchBy } });
    expect(fieldOf("position")).to.equal("indicatorValue");
    for (const by of ["errors", "call"] as const) expect(fieldOf(by)).to.equal(undefined);
  });

  it("returns MissingResult for a row without a result", () => {
    expect(idsOf(sent("a", "b"), [result("b", "2")])).to.deep.equal([noResponse, "2"]);
  });

  it("returns MissingResult for all rows if the list is null, absent, or not a list", () => {
    for (const value of [null, undefined, "a", { a: 1 }, []])
      expect(idsOf(sent("a", "b"), value)).to.deep.equal([noResponse, noResponse]);
    expect(matchResults(sent("a"), undefined, spec).results[0]?.["failureReason"]).to.equal(noResponse);
  });

  it("assigns no result to a row without a value", () => {
    for (const nothing of [null, 7, "a", {}]) {
      const { results } = matchResults([{}], { value: [nothing] }, spec);
      expect(String(results[0]?.["failureReason"])).to.match(/^(UnexpectedResponse|MissingResult): /);
    }
  });

  it("counts results that belong to no row", () => {
    const responses = [result("a"), result("stranger"), result("a"), null, 7];
    expect(matchResults(sent("a"), { value: responses }, spec).left).to.equal(4);
  });

  it("ignores a result in an unexpected format, and reports what is wrong with it", () => {
    const wrong = { id: "1", indicator: "a" };
    const { results } = matchResults(sent("a"), { value: [wrong] }, spec);
    expect(results).to.deep.equal([
      {
        id: null,
        indicator: "a",
        isFailed: true,
        failureReason:
          "UnexpectedResponse: the service returned a result of unknown form; isFailed is missing; add it.",
      },
    ]);
  });

  it("does not call a row's own toString", () => {
    const odd = { toString: 1, valueOf: 1 };
    expect(idsOf(sent(odd, "a"), [result("a", "1")])).to.deep.equal([noResponse, "1"]);
  });

  it("does not find results on the prototype of the response", () => {
    const body = Object.create({ value: [result("a")] }) as object;
    expect(matchResults(sent("a"), body, spec).results[0]?.["failureReason"]).to.equal(noResponse);
  });

  it("builds a result with the row's value, code and message", () => {
    expect(ownResult({ indicatorValue: "a" }, "NotSent", "the run ended.", spec)).to.deep.equal({
      id: null,
      indicator: "a",
      isFailed: true,
      failureReason: "NotSent: the run ended.",
    });
    for (const none of [null, "a", [], {}, { indicatorValue: 7 }])
      expect(ownResult(none, "InvalidRow", "x", spec)["indicator"]).to.equal(null);
  });

  it("fails a row only if its result says true", () => {
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
    it(`${open ? "keeps a row open" : "completes a row"} with ${code}`, () => {
      expect(isOpen(ownResult({ indicatorValue: "a" }, code, "why", spec), spec)).to.equal(open);
    });
  }
});
