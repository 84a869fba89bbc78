import { expect } from "chai";
import fc from "fast-check";
import type { JsonObject } from "../../../connector/index.js";
import { mapResults } from "../../../connector/engine/results/map_results.js";
import type { ResultSpec } from "../../../connector/engine/results/row_results.js";

const common = {
  items: "/value",
  match: { row: "id", result: "id" },
  failedField: "isFailed",
  reasonField: "why",
  template: { id: null, isFailed: true, why: null, note: "ours" },
};
const errors = { code: "/error/code", message: "/error/message" };
const accepted = (result: unknown) =>
  typeof result === "object" && result !== null
    ? []
    : [{ code: "UnexpectedResponse", message: "no object." }];
const specOf = (
  declared: Pick<ResultSpec["declared"], "matchBy"> & Partial<ResultSpec["declared"]>,
  more: Partial<ResultSpec> = {},
): ResultSpec => ({
  declared: { ...common, ...declared },
  idempotent: true,
  check: accepted,
  isKnownResponse: () => true,
  isAccepted: () => true,
  ...more,
  errors,
});
const rows = ["a", "b", "c"].map((id) => ({ id }));
const inRow = (id: string, more: JsonObject = {}) => ({ ...common.template, id, isFailed: false, ...more });
const failed = (id: string, why: string) => ({ ...common.template, id, why });

describe("engine: results by request", () => {
  const spec = specOf({ matchBy: "call" }, { isKnownResponse: (body) => body === null });

  it("accepts every row if the response is empty or a known one", () => {
    for (const body of [undefined, null])
      expect(mapResults(rows, { status: 200, body }, spec)).to.deep.equal({
        results: [inRow("a"), inRow("b"), inRow("c")],
        left: 0,
      });
  });

  it("accepts no row if the response is not a known one", () => {
    for (const [body, words] of [
      [{ error: { code: "Busy", message: "Not now." } }, "Not now. (Busy)"],
      [{}, "{}"],
      ["text", "text"],
    ] as const) {
      const why = `UnexpectedResponse: the call was accepted, but the response has an unknown form; the service said: "${words}"`;
      expect(mapResults(rows, { status: 200, body }, spec)).to.deep.equal({
        results: ["a", "b", "c"].map((id) => failed(id, why)),
        left: 0,
      });
    }
  });
});

describe("engine: results by errors", () => {
  const spec = specOf({
    matchBy: "errors",
    errors: { items: "/errors", indexField: "recordIndex", reasonFields: ["messages", "other"] },
  });
  const of = (body: unknown) => mapResults(rows, { status: 200, body }, spec);

  it("accepts every row if there is no error", () => {
    for (const body of [undefined, {}, { errors: [] }, { errors: null }])
      expect(of(body).results).to.deep.equal([inRow("a"), inRow("b"), inRow("c")]);
  });

  it("assigns each error to the row at its position, and none to the others", () => {
    const { results, left } = of({ errors: [{ recordIndex: 2, messages: ["One.", "Two."] }] });
    expect(results).to.deep.equal([
      inRow("a"),
      inRow("b"),
      failed("c", 'Rejected: the service said: "One. Two."'),
    ]);
    expect(left).to.equal(0);
  });

  it("assigns a row all of its errors, whatever names the fields have", () => {
    const { results } = of({
      errors: [
        { recordIndex: 0, messages: null, other: ["One."] },
        { recordIndex: 0, messages: ["Two."] },
      ],
    });
    expect(results[0]).to.deep.equal(failed("a", 'Rejected: the service said: "One. Two."'));
  });

  it("accepts no row if an error names no row, because it may belong to any of them", () => {
    for (const stray of [
      { recordIndex: 3, messages: ["Bad."] },
      { recordIndex: -1, messages: ["Bad."] },
      { recordIndex: "1", messages: ["Bad."] },
      { recordIndex: 0.5, messages: ["Bad."] },
      { messages: ["Bad."] },
      "Bad.",
    ]) {
      const { results, left } = of({ errors: [stray, { recordIndex: 1, messages: ["Known."] }] });
      const doubt =
        'UnexpectedResponse: the service reported an error without naming a row; the service said: "Bad."';
      expect(results).to.deep.equal([
        failed("a", doubt),
        failed("b", 'Rejected: the service said: "Known."'),
        failed("c", doubt),
      ]);
      expect(left).to.equal(1);
    }
  });

  it("reports an error without a reason", () => {
    expect(of({ errors: [{ recordIndex: 0, messages: [] }] }).results[0]).to.deep.equal(
      failed("a", "Rejected: the service returned no reason."),
    );
  });
});

describe("engine: results by position", () => {
  const isAccepted = (result: unknown) =>
    [undefined, 0, 200].includes((result as JsonObject | null)?.["code"] as number | undefined);
  const outcomes = { successSchema: {}, reasonFields: ["Error", "message"], partialStatuses: [206] };
  const spec = specOf({ matchBy: "position", outcomes }, { isAccepted });
  const of = (value: unknown, status = 200) => mapResults(rows, { status, body: { value } }, spec);
  const ofRows = (given: readonly JsonObject[], value: readonly unknown[]) =>
    mapResults(given, { status: 200, body: { value } }, spec);
  const good = { code: 0, message: "" };

  it("returns each result with the row's name and the status added to it", () => {
    const { results } = of([good, { code: 404, message: "Gone." }, { extra: [1] }]);
    expect(results).to.deep.equal([
      { ...inRow("a"), ...good },
      { ...failed("b", 'Rejected: the service said: "Gone."'), code: 404, message: "Gone." },
      { ...inRow("c"), extra: [1] },
    ]);
  });

  it("does not let a result overwrite its own status", () => {
    const { results } = of([{ ...good, id: "a", isFailed: true, why: "x" }, good, good]);
    expect(results[0]).to.deep.equal({ ...inRow("a"), ...good });
  });

  it("lets a result name a row that has no name", () => {
    const { results } = ofRows([{ id: null }], [{ ...good, id: "z" }]);
    expect(results[0]?.["id"]).to.equal("z");
  });

  const named = (id: string, code = 0) => ({ id, code, message: `about ${id}` });
  const inAnotherOrder =
    "UnexpectedResponse: the service returned the results in another order, and none certainly belongs to this row; look the row up.";

  it("matches by name if the names show another order than the rows have", () => {
    const { results, left } = of([named("c"), named("a"), named("b", 404)]);
    expect(results).to.deep.equal([
      { ...inRow("a"), ...named("a") },
      { ...failed("b", 'Rejected: the service said: "about b"'), ...named("b", 404) },
      { ...inRow("c"), ...named("c") },
    ]);
    expect(left).to.equal(0);
  });

  it("trusts no position of a response that is out of order: a result without a name belongs to no row", () => {
    const { results, left } = of([named("b"), good, named("c")]);
    expect(results).to.deep.equal([
      failed("a", inAnotherOrder),
      { ...inRow("b"), ...named("b") },
      { ...inRow("c"), ...named("c") },
    ]);
    expect(left).to.equal(1);
  });

  it("assigns a result to no row if its name matches none of them, or several", () => {
    expect(of([named("z"), named("b"), named("c")]).results[0]).to.deep.equal(failed("a", inAnotherOrder));
    const twins = [{ id: "a" }, { id: "a" }, { id: "b" }];
    const { results, left } = ofRows(twins, [named("b"), named("a"), named("a", 404)]);
    expect(results).to.deep.equal([
      failed("a", inAnotherOrder),
      failed("a", inAnotherOrder),
      { ...inRow("b"), ...named("b") },
    ]);
    expect(left).to.equal(2);
    const thrice = ofRows([{ id: "a" }, { id: "a" }, { id: "a" }, { id: "b" }], [named("b"), named("a")]);
    expect(thrice.results.map(({ isFailed }) => isFailed)).to.deep.equal([true, true, true, false]);
    const one = ofRows([{ id: "a" }, { id: "a" }], [named("a")]).results;
    expect(one.map(({ why }) => String(why).split(":")[0])).to.deep.equal([
      "UnexpectedResponse",
      "UnexpectedResponse",
    ]);
    const twice = of([named("b"), named("b", 404), named("c")]).results;
    expect(twice.slice(0, 2)).to.deep.equal([failed("a", inAnotherOrder), failed("b", inAnotherOrder)]);
  });

  it("matches rows of one name by position, if no name contradicts it", () => {
    const { results } = ofRows([{ id: "a" }, { id: "a" }], [named("a"), named("a", 404)]);
    expect(results.map(({ isFailed }) => isFailed)).to.deep.equal([false, true]);
  });

  it("never reports a wrong status in any order if each result contains its name", () => {
    const statuses = fc.uniqueArray(
      fc.record({ id: fc.string({ minLength: 1 }), code: fc.constantFrom(0, 404) }),
      {
        // If names differ only in letter case, a missing result leaves open which row has the other one.
        selector: ({ id }) => id.toLowerCase(),
        minLength: 1,
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(statuses, fc.nat(), fc.boolean(), (truth, seed, isCut) => {
        const given = truth.map(({ id }) => ({ id }));
        const turned = truth.map((_one, n) => truth[(n + seed) % truth.length] as JsonObject);
        const { results } = ofRows(given, isCut ? turned.slice(1) : turned);
        for (const [i, { id, isFailed, why }] of results.entries()) {
          expect(id).to.equal(truth[i]?.id);
          const isOpen = String(why).startsWith("UnexpectedResponse: ");
          if (!isOpen) expect(isFailed).to.equal(truth[i]?.code === 404);
          expect(isOpen).to.equal(isCut && turned[0]?.["id"] === id);
        }
      }),
    );
  });

  it("matches a name in another letter case, unless it is another row's name", () => {
    expect(of([named("A"), good, good]).results[0]).to.deep.equal({
      ...inRow("a"),
      ...named("a"),
      message: "about A",
    });
    expect(ofRows([{ id: "Aa" }], [named("aA")]).results[0]).to.include({ id: "Aa", isFailed: false });
    const both = ofRows([{ id: "a" }, { id: "A" }], [named("A", 404), named("a")]);
    expect(both.results.map(({ isFailed }) => isFailed)).to.deep.equal([false, true]);
  });

  it("detects another order from a name in a new spelling, also for a failure", () => {
    const twisted = ofRows([{ id: "A" }, { id: "B" }], [named("b", 404), { ...good, id: null }]);
    expect(twisted.results.map(({ isFailed, why }) => [isFailed, String(why).split(":")[0]])).to.deep.equal([
      [true, "UnexpectedResponse"],
      [true, "Rejected"],
    ]);
    const swapped = ofRows([{ id: "A" }, { id: "B" }], [named("b", 404), named("a")]);
    expect(swapped.results.map(({ isFailed }) => isFailed)).to.deep.equal([false, true]);
  });

  it("assigns no result in a new spelling to rows that differ only in letter case", () => {
    const { results } = ofRows([{ id: "a" }, { id: "A" }, { id: "b" }], [named("a"), named("b")]);
    expect(results.map(({ isFailed, why }) => [isFailed, String(why).split(":")[0]])).to.deep.equal([
      [true, "UnexpectedResponse"],
      [true, "UnexpectedResponse"],
      [false, "null"],
    ]);
  });

  it("treats a repeated result as one, and ignores results that contradict each other", () => {
    const repeated = of([named("b"), named("a"), named("a"), named("c", 404)]);
    expect(repeated.results.map(({ isFailed }) => isFailed)).to.deep.equal([false, false, true]);
    expect(repeated.left).to.equal(1);
    const { results, left } = of([named("b"), named("a"), named("a", 404), named("c")]);
    expect(results.map(({ isFailed }) => isFailed)).to.deep.equal([true, false, false]);
    expect(results[0]).to.deep.equal(failed("a", ofCount(4)));
    expect(left).to.equal(2);
  });

  it("ignores text in place of a name if the result is a failure", () => {
    const words = { id: "Not updated, see Error", code: 400, message: "Bad." };
    expect(of([good, words, good]).results[1]).to.deep.equal({
      ...failed("b", 'Rejected: the service said: "Bad."'),
      ...words,
      id: "b",
    });
  });

  it("does not assign a result with another row's name to a row without a name", () => {
    const { results } = ofRows([{ id: null }, { id: "b" }], [named("b", 404), good]);
    expect(results.map(({ why }) => why)).to.deep.equal([
      inAnotherOrder,
      'Rejected: the service said: "about b"',
    ]);
  });

  it("accepts no row if the service reports that some failed, and not which", () => {
    const why =
      "UnexpectedResponse: the service reports that some rows failed (206), but not which; look the row up.";
    expect(of([good, good, good], 206).results).to.deep.equal(["a", "b", "c"].map((id) => failed(id, why)));
    const { results } = of([good, { code: 404, message: "Gone." }, good], 206);
    expect(results.map(({ isFailed }) => isFailed)).to.deep.equal([false, true, false]);
  });

  it("reads an error in the service's format, as an object or as text", () => {
    const error = { error: { code: "InvalidInput", message: "Recieved an empty value.", target: "t" } };
    for (const Error of [error, JSON.stringify(error)]) {
      const { results } = of([good, { code: 1, Error }, good]);
      expect(results[1]?.["why"]).to.equal(
        'Rejected: the service said: "Recieved an empty value. (InvalidInput)"',
      );
      expect(results[1]?.["Error"]).to.deep.equal(Error);
    }
  });

  for (const [Error, says] of [
    ["{ torn", 'the service said: "{ torn"'],
    ['{"other":1}', 'the service said: "{\\"other\\":1}"'],
    [{ error: { message: "No code." } }, 'the service said: "No code."'],
    ["  ", "the service returned no reason."],
    [undefined, "the service returned no reason."],
    [7, 'the service said: "7"'],
  ] as const) {
    it(`returns ${JSON.stringify(says)} for ${JSON.stringify(Error)}`, () => {
      expect(of([good, { code: 1, Error }, good]).results[1]?.["why"]).to.equal(`Rejected: ${says}`);
    });
  }

  it("shortens a very long message", () => {
    const [, result] = of([good, { code: 1, Error: "x".repeat(100_000) }, good]).results;
    expect(String(result?.["why"]).length).to.equal(2000 + 'Rejected: the service said: "…"'.length);
  });

  const ofCount = (count: number) =>
    `UnexpectedResponse: the service returned ${count} results for 3 rows, and none certainly belongs to this row; look the row up.`;

  it("assigns a result without a name to no row if their number differs from the number of rows", () => {
    for (const value of [[good, good], [good, good, good, good], [], null, "text"]) {
      const count = Array.isArray(value) ? value.length : 0;
      expect(of(value)).to.deep.equal({
        results: ["a", "b", "c"].map((id) => failed(id, ofCount(count))),
        left: count,
        unused:
          count === 0
            ? undefined
            : `The service returned results that were not used: ${count} naming no row.`,
      });
    }
  });

  it("assigns named results, and none to the other rows", () => {
    const { results, left } = of([named("c"), named("a", 404)]);
    expect(results).to.deep.equal([
      { ...failed("a", 'Rejected: the service said: "about a"'), ...named("a", 404) },
      failed("b", ofCount(2)),
      { ...inRow("c"), ...named("c") },
    ]);
    expect(left).to.equal(0);
  });

  it("ignores a result that is not an object", () => {
    const { results } = of([good, "text", null]);
    expect(results.map(({ why }) => String(why).split(":")[0])).to.deep.equal([
      "null",
      "UnexpectedResponse",
      "UnexpectedResponse",
    ]);
  });
});
