import { expect } from "chai";
import type { JsonObject } from "../../connector/index.js";
import { answeredRows } from "../../connector/run/answered.js";
import type { ResultSpec } from "../../connector/run/results.js";

const common = {
  items: "/value",
  match: { row: "id", result: "id" },
  failed: "isFailed",
  reason: "why",
  blank: { id: null, isFailed: true, why: null, note: "ours" },
};
const errors = { code: "/error/code", message: "/error/message" };
const accepted = (result: unknown) =>
  typeof result === "object" && result !== null ? [] : [{ code: "UnexpectedAnswer", sentence: "no object." }];
const specOf = (
  declared: Pick<ResultSpec["declared"], "by"> & Partial<ResultSpec["declared"]>,
): ResultSpec => ({
  declared: { ...common, ...declared },
  idempotent: true,
  check: accepted,
  errors,
});
const rows = ["a", "b", "c"].map((id) => ({ id }));
const inRow = (id: string, more: JsonObject = {}) => ({ ...common.blank, id, isFailed: false, ...more });
const failed = (id: string, why: string) => ({ ...common.blank, id, why });

describe("run: results by call", () => {
  const spec = specOf({ by: "call" });

  it("takes every row for in, whatever the answer holds", () => {
    for (const body of [undefined, {}, [], "text"])
      expect(answeredRows(rows, body, spec)).to.deep.equal({
        results: [inRow("a"), inRow("b"), inRow("c")],
        left: 0,
      });
  });
});

describe("run: results by errors", () => {
  const spec = specOf({
    by: "errors",
    errors: { items: "/errors", position: "recordIndex", reasons: ["messages", "other"] },
  });
  const of = (body: unknown) => answeredRows(rows, body, spec);

  it("takes every row for in where there is no error", () => {
    for (const body of [undefined, {}, { errors: [] }, { errors: null }])
      expect(of(body).results).to.deep.equal([inRow("a"), inRow("b"), inRow("c")]);
  });

  it("gives each error to the row at its position, and the others nothing", () => {
    const { results, left } = of({ errors: [{ recordIndex: 2, messages: ["One.", "Two."] }] });
    expect(results).to.deep.equal([inRow("a"), inRow("b"), failed("c", "Rejected: One. Two.")]);
    expect(left).to.equal(0);
  });

  it("gives a row all of its errors, under whichever name they come", () => {
    const { results } = of({
      errors: [
        { recordIndex: 0, messages: null, other: ["One."] },
        { recordIndex: 0, messages: ["Two."] },
      ],
    });
    expect(results[0]).to.deep.equal(failed("a", "Rejected: One. Two."));
  });

  it("calls no row good where an error names none: which one it is about, nobody knows", () => {
    for (const stray of [
      { recordIndex: 3, messages: ["Bad."] },
      { recordIndex: -1, messages: ["Bad."] },
      { recordIndex: "1", messages: ["Bad."] },
      { recordIndex: 0.5, messages: ["Bad."] },
      { messages: ["Bad."] },
      "Bad.",
    ]) {
      const { results, left } = of({ errors: [stray, { recordIndex: 1, messages: ["Known."] }] });
      const doubt = "UnexpectedAnswer: the service reported an error without saying of which row: Bad.";
      expect(results).to.deep.equal([
        failed("a", doubt),
        failed("b", "Rejected: Known."),
        failed("c", doubt),
      ]);
      expect(left).to.equal(1);
    }
  });

  it("says so where an error gives no reason", () => {
    expect(of({ errors: [{ recordIndex: 0, messages: [] }] }).results[0]).to.deep.equal(
      failed("a", "Rejected: the service gave no reason."),
    );
  });
});

describe("run: results by position", () => {
  const spec = specOf({
    by: "position",
    outcomes: { field: "code", accepted: [null, 0, 200], reasons: ["Error", "message"] },
  });
  const of = (value: unknown) => answeredRows(rows, { value }, spec);
  const good = { code: 0, message: "" };

  it("passes each result on with the row's name and the verdict laid over it", () => {
    const { results } = of([good, { code: 404, message: "Gone." }, { extra: [1] }]);
    expect(results).to.deep.equal([
      { ...inRow("a"), ...good },
      { ...failed("b", "Rejected: Gone."), code: 404, message: "Gone." },
      { ...inRow("c"), extra: [1] },
    ]);
  });

  it("does not let a result name another row, or pass its own verdict", () => {
    const { results } = of([{ ...good, id: "z", isFailed: true, why: "x" }, good, good]);
    expect(results[0]).to.deep.equal({ ...inRow("a"), ...good });
  });

  it("lets a result name a row that has no name of its own", () => {
    const { results } = answeredRows([{ id: null }], { value: [{ ...good, id: "z" }] }, spec);
    expect(results[0]?.["id"]).to.equal("z");
  });

  it("reads an error in the service's shape, as an object or as text", () => {
    const error = { error: { code: "InvalidInput", message: "Recieved an empty value.", target: "t" } };
    for (const Error of [error, JSON.stringify(error)]) {
      const { results } = of([good, { code: 1, Error }, good]);
      expect(results[1]?.["why"]).to.equal("Rejected: Recieved an empty value. (InvalidInput)");
      expect(results[1]?.["Error"]).to.deep.equal(Error);
    }
  });

  for (const [Error, says] of [
    ["{ torn", "{ torn"],
    ['{"other":1}', '{"other":1}'],
    [{ error: { message: "No code." } }, "No code."],
    ["  ", "the service gave no reason."],
    [undefined, "the service gave no reason."],
    [7, "7"],
  ] as const) {
    it(`says ${JSON.stringify(says)} of ${JSON.stringify(Error)}`, () => {
      expect(of([good, { code: 1, Error }, good]).results[1]?.["why"]).to.equal(`Rejected: ${says}`);
    });
  }

  it("passes no endless words on", () => {
    const [, result] = of([good, { code: 1, Error: "x".repeat(100_000) }, good]).results;
    expect(String(result?.["why"]).length).to.equal(2000 + "Rejected: ".length);
  });

  it("gives no row a result where there are more or fewer of them than rows", () => {
    for (const value of [[good, good], [good, good, good, good], [], null, "text"]) {
      const count = Array.isArray(value) ? value.length : 0;
      const why = `UnexpectedAnswer: the service gave ${count} results for 3 rows; look the row up.`;
      expect(of(value)).to.deep.equal({ results: ["a", "b", "c"].map((id) => failed(id, why)), left: 0 });
    }
  });

  it("takes no result that is no object for one", () => {
    const { results } = of([good, "text", null]);
    expect(results.map(({ why }) => String(why).split(":")[0])).to.deep.equal([
      "null",
      "UnexpectedAnswer",
      "UnexpectedAnswer",
    ]);
  });
});
