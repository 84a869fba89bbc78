import { expect } from "chai";
import type { RowValidator } from "../../../connector/contract/compiled_action.js";
import type { BenignValues, JsonObject, ValidationMode } from "../../../connector/index.js";
import { validateRow, RejectedRow } from "../../../connector/engine/rows/validate_row.js";
import { changed, ranRows } from "../stub.js";
import { row } from "../../support/rows.js";

const spec = {
  declared: {
    matchBy: "value" as const,
    items: "/value",
    match: { row: "name", result: "name" },
    failedField: "failed",
    reasonField: "reason",
    template: { name: null, failed: true, reason: null },
  },
  idempotent: true,
  check: () => [],
  isKnownResponse: () => true,
  isAccepted: () => true,
};

/** Rejects names that contain "bad", with two findings; normalizes blanks at the ends. */
const check: RowValidator = {
  isValid: (given) => !String((given as JsonObject)["name"]).includes("bad"),
  explain: () => [
    { code: "BadName", message: "name is bad." },
    { code: "Other", message: "So is all else." },
  ],
  benignValues: ({ name }) =>
    name === "benign" ? [{ code: "BenignValue", message: "name is benign.", isWarning: true as const }] : [],
  normalize(given) {
    const name = String(given["name"]).trim();
    return name === given["name"]
      ? { row: given, changes: [] }
      : { row: { ...given, name }, changes: ["name was trimmed"] };
  },
};

function validRow(
  given: unknown,
  change: {
    validation?: ValidationMode;
    normalize?: boolean;
    benignValues?: BenignValues;
    rows?: RowValidator | null;
  } = {},
) {
  const warnings: unknown[][] = [];
  const { validation = "strict", normalize = false, benignValues = "warn", rows } = change;
  const made = validateRow(given, 7, {
    rows: rows === null ? undefined : (rows ?? check),
    validation,
    normalize,
    benignValues,
    spec,
    now: () => 0,
    warn: (...warning) => warnings.push(warning),
  });
  return { made, warnings };
}

describe("engine: row validation", () => {
  it("returns the fields of a valid row", () => {
    const given = { name: "good" };
    expect(validRow(given).made).to.deep.equal(given);
  });

  it("strict: rejects an invalid row with the first code and every message", () => {
    const { made, warnings } = validRow({ name: "bad" });
    const reason = "BadName: name is bad. So is all else.";
    expect(made).to.deep.equal(new RejectedRow({ name: "bad", failed: true, reason }));
    expect(warnings).to.deep.equal([]);
  });

  it("report: accepts an invalid row with a warning that names it", () => {
    const { made, warnings } = validRow({ name: "bad" }, { validation: "report" });
    expect(made).to.deep.equal({ name: "bad" });
    expect(warnings).to.deep.equal([["BadName", "name is bad. So is all else.", 7]]);
  });

  it("off: accepts an invalid row without a warning", () => {
    expect(validRow({ name: "bad" }, { validation: "off" })).to.deep.equal({
      made: { name: "bad" },
      warnings: [],
    });
  });

  it("accepts a row that a rule only warns of, with the warning, unless validation is off", () => {
    const warning = { code: "Odd", message: "name is odd.", isWarning: true as const };
    const error = { code: "BadName", message: "name is bad." };
    const odd: RowValidator = { ...check, isValid: () => false, explain: () => [warning] };
    for (const validation of ["strict", "report"] as const) {
      const { made, warnings } = validRow({ name: "odd" }, { validation, rows: odd });
      expect([made, warnings]).to.deep.equal([{ name: "odd" }, [["Odd", "name is odd.", 7]]]);
    }
    expect(validRow({ name: "odd" }, { validation: "off", rows: odd }).warnings).to.deep.equal([]);
    const both: RowValidator = { ...odd, explain: () => [warning, error] };
    const { made } = validRow({ name: "odd" }, { rows: both });
    expect((made as RejectedRow).result["reason"]).to.equal("BadName: name is bad.");
    const reported = validRow({ name: "odd" }, { validation: "report", rows: both });
    expect(reported.warnings).to.deep.equal([
      ["BadName", "name is bad.", 7],
      ["Odd", "name is odd.", 7],
    ]);
  });

  it("accepts rows of an action without rules", () => {
    expect(validRow({ name: "bad" }, { rows: null, normalize: true }).made).to.deep.equal({ name: "bad" });
  });

  it("normalizes values only if the option is set, and reports each change", () => {
    expect(validRow({ name: " a " }).made).to.deep.equal({ name: " a " });
    const { made, warnings } = validRow({ name: " a " }, { normalize: true });
    expect(made).to.deep.equal({ name: "a" });
    expect(warnings).to.deep.equal([["Normalized", "name was trimmed.", 7]]);
  });

  it("rejects a row that is not an object, in every mode", () => {
    for (const validation of ["strict", "report", "off"] as const) {
      for (const none of [null, undefined, "text", 7, true, [], [{ name: "a" }]]) {
        const { made } = validRow(none, { validation });
        const { result } = made as RejectedRow;
        expect(result["reason"], JSON.stringify(none)).to.match(/^InvalidRow: the row is not an object/);
      }
    }
  });

  it("rejects a row that is nested too deep to be written, in every mode, without failing the others", async () => {
    const deep: unknown = JSON.parse("[".repeat(50_000) + "]".repeat(50_000));
    for (const validation of ["strict", "report", "off"] as const) {
      const { error, reasons } = await ranRows([row(1, { title: deep }), row(2)], { validation });
      expect(error).to.equal(undefined);
      expect(reasons[0]).to.match(/^InvalidRow: the row is nested more than 64 levels deep/);
      expect(reasons[1]).to.equal(null);
    }
  });

  const nested = (levels: number): JsonObject => (levels === 0 ? {} : { a: nested(levels - 1) });
  const shared = (levels: number): JsonObject => {
    let d: JsonObject = {};
    for (let i = 0; i < levels; i += 1) d = { a: d, b: d };
    return d;
  };
  const unreadable: [what: string, make: () => JsonObject][] = [
    ["a BigInt", () => ({ title: 1n })],
    ["a BigInt in a list", () => ({ title: [[1n]] })],
    ["a function", () => ({ title: () => "x" })],
    ["an own toJSON", () => ({ toJSON: () => "x" })],
    ["a symbol", () => ({ title: Symbol("x") })],
    ["a graph of 26 levels that share their parts", () => ({ title: shared(26) })],
    ["65 levels", () => ({ title: nested(63) })],
    ["a list of 10,000 texts", () => ({ rbacGroupNames: Array.from({ length: 10_000 }, () => "x") })],
    ["a list of 10,000 numbers", () => ({ rbacGroupNames: Array.from({ length: 10_000 }, (_none, n) => n) })],
    [
      "10,000 further fields",
      () => Object.fromEntries(Array.from({ length: 10_000 }, (_none, n) => [`field ${n}`, null])),
    ],
    [
      "itself",
      () => {
        const ring: JsonObject = {};
        ring["title"] = ring;
        return ring;
      },
    ],
    [
      "a getter that throws",
      () =>
        Object.defineProperty({}, "title", {
          enumerable: true,
          get() {
            throw new Error("secret detail");
          },
        }),
    ],
  ];
  for (const [what, make] of unreadable) {
    it(`rejects a row with ${what} without failing the others`, async () => {
      for (const validation of ["strict", "report", "off"] as const) {
        const odd = Object.defineProperties(row(1), Object.getOwnPropertyDescriptors(make()));
        const { error, reasons, calls } = await ranRows([row(0), odd, odd, row(2)], { validation });
        expect(error).to.equal(undefined);
        expect(reasons.filter((reason) => reason === null).length).to.equal(2);
        for (const n of [1, 2]) expect(reasons[n]).to.match(/^InvalidRow: .*write it as plain JSON\.$/);
        expect(String(reasons[1])).to.not.contain("secret detail");
        expect(calls.map((call) => call.rows.length)).to.deep.equal([2]);
      }
    });
  }

  it("stops reading a row that shares its parts on 26 levels, which is 2^26 parts as JSON", async () => {
    let reads = 0;
    const part = (value: unknown) => ({
      enumerable: true,
      get() {
        reads += 1;
        return value;
      },
    });
    let odd: object = {};
    for (let level = 0; level < 26; level += 1)
      odd = Object.defineProperties({}, { a: part(odd), b: part(odd) });
    const { reasons } = await ranRows([row(0), row(1, { title: odd })], { validation: "off" });
    expect(reasons[1]).to.match(/^InvalidRow: /);
    expect(reads).to.be.lessThan(100_000);
  });

  it("rejects a row that throws on every access, and accepts the others", async () => {
    const trap = new Proxy(row(1), {
      get() {
        throw new Error("secret detail");
      },
      ownKeys() {
        throw new Error("secret detail");
      },
    });
    const { error, reasons } = await ranRows([trap, row(2)]);
    expect(error).to.equal(undefined);
    expect(reasons).to.deep.equal(["InvalidRow: the row cannot be read; write it as plain JSON.", null]);
  });

  it("reports an internal error for a row that the connector's own check cannot handle", () => {
    const broken: RowValidator = {
      ...check,
      isValid: () => {
        throw new Error("an internal error");
      },
    };
    const { made } = validRow({ name: "good" }, { rows: broken });
    const { result } = made as RejectedRow;
    expect(result["reason"]).to.equal("InternalError: An unexpected error occurred in the connector.");
  });

  it("accepts a row that has data called toJSON", () => {
    const given = { name: "good", toJSON: 1 };
    expect(validRow(given).made).to.deep.equal(given);
  });

  it("accepts a row of 64 levels", () => {
    const given = { name: "good", more: nested(62) };
    expect(validRow(given).made).to.deep.equal(given);
  });

  it("sends a valid row with a schema closed by unevaluatedProperties, which the quick check cannot decide", async () => {
    const declarations = changed({
      schemas: { "schemas/objects/indicator.json": { "/unevaluatedProperties": false } },
    });
    const { reasons } = await ranRows([row(0), row(1, { unheardOf: 1 })], { declarations });
    expect(reasons[0]).to.equal(null);
    expect(reasons[1]).to.match(/^InvalidIndicator: .*unheardOf/);
  });
});
