import { expect } from "chai";
import fc from "fast-check";
import type { JsonObject, ValidationMode } from "../../../connector/index.js";
import { plainRow } from "../../../connector/engine/rows/plain_row.js";
import { importOf, row } from "../../support/rows.js";
import { response, asset, nothing, ran, ranRows, type Service, stub } from "../stub.js";
import { seed } from "../../support/property_seed.js";

const modes: readonly ValidationMode[] = ["strict", "report", "off"];
const later = new Date("2999-01-01T00:00:00Z");

/** Rows as an ORM makes them: fields behind getters of a class, with a custom toJSON. */
class Model {
  readonly #fields: JsonObject;
  constructor(fields: JsonObject) {
    this.#fields = fields;
  }
  get indicatorValue() {
    return "other.example";
  }
  toJSON() {
    return this.#fields;
  }
}

/** Fields on the prototype, which JSON does not write. */
const inherited = (fields: JsonObject, own: JsonObject) =>
  Object.assign(Object.create(fields), own) as JsonObject;

describe("engine: a row in its sent form", () => {
  it("accepts a Date as its ISO form, in every mode, and sends that", async () => {
    for (const validation of modes) {
      const { reasons, calls } = await ranRows([row(1, { expirationTime: later })], { validation });
      expect(reasons).to.deep.equal([null]);
      expect(calls[0]?.rows).to.deep.equal([row(1, { expirationTime: "2999-01-01T00:00:00.000Z" })]);
    }
  });

  it("checks a Date by its ISO form", async () => {
    const { reasons } = await ranRows([row(1, { expirationTime: new Date("2020-01-01T00:00:00Z") })]);
    expect(reasons[0]).to.match(
      /^ExpiredIndicator: expirationTime "2020-01-01T00:00:00.000Z" is in the past/,
    );
  });

  it("rejects a whole number that was rounded when it was read, in every mode", async () => {
    const inexact: [json: string, place: string][] = [
      ['{"rbacGroupIds":[9007199254740993]}', "rbacGroupIds.0"],
      ['{"bypassDurationHours":-9007199254740993}', "bypassDurationHours"],
      ['{"x":{"y":1e300}}', "x.y"],
    ];
    for (const validation of modes)
      for (const [json, place] of inexact) {
        const bad = row(1, JSON.parse(json) as JsonObject);
        const { reasons, calls } = await ranRows([bad, row(2)], { validation });
        expect(reasons[0]).to.equal(
          `InvalidRow: ${place} is a whole number beyond 9007199254740991, and may have been rounded when it was read; write it as a text in quotes.`,
        );
        expect(calls[0]?.rows).to.deep.equal([row(2)]);
      }
    const good = row(1, { rbacGroupIds: ["9007199254740993", 9007199254740991], lookBackPeriod: 0.5 });
    expect((await ranRows([good])).calls[0]?.rows).to.deep.equal([good]);
  });

  it("rejects an invalid Date, which JSON would write as null so that the indicator would never expire", async () => {
    for (const validation of modes) {
      const bad = row(1, { expirationTime: new Date("never") });
      const { reasons, calls } = await ranRows([bad, row(2)], { validation });
      expect(reasons[0]).to.equal(
        "InvalidRow: expirationTime is an invalid date; correct the value or write it as plain JSON.",
      );
      expect(calls[0]?.rows).to.deep.equal([row(2)]);
    }
    const empty = { toJSON: () => undefined };
    expect((await ranRows([row(1, { expirationTime: empty })])).reasons[0]).to.match(
      /^InvalidRow: expirationTime is an object that JSON writes as null/,
    );
  });

  for (const [what, make] of [
    ["an object with a toJSON of its class", (fields) => new Model(fields)],
    [
      "an object with an inherited toJSON",
      (fields) => inherited({ toJSON: () => fields }, { title: "Other" }),
    ],
    ["an object with an own toJSON", (fields) => ({ indicatorValue: "other.example", toJSON: () => fields })],
    [
      "an object with a toJSON that is not enumerable",
      (fields) => Object.defineProperty({ title: "Other" }, "toJSON", { value: () => fields }),
    ],
    ["an instance of a class", (fields) => Object.assign(inherited({ save: () => {} }, {}), fields)],
  ] as [string, (fields: JsonObject) => unknown][]) {
    it(`checks and sends ${what} as JSON writes it`, async () => {
      const bad = { ...row(2), expirationTime: "2020-01-01T00:00:00Z" };
      const misnamed = { ...row(3), RbacGroups: ["GroupOne"] };
      const { reasons, calls, results } = await ranRows([make(row(1)), make(bad), make(misnamed)]);
      expect(calls.flatMap((call) => call.rows)).to.deep.equal([row(1)]);
      expect(reasons[0]).to.equal(null);
      expect(reasons[1]).to.match(/^ExpiredIndicator: /);
      expect(reasons[2]).to.match(/^InvalidIndicator: "RbacGroups" is not a known field\./);
      expect(results.map(({ indicator }) => indicator)).to.deep.equal(
        [1, 2, 3].map((n) => `host-${n}.example`),
      );
    });

    it(`does the same with ${what} within a row, for the single action and a composite action`, async () => {
      const certificateInfo = { issuer: "CN=x" };
      const given = row(1, { certificateInfo: make(certificateInfo) });
      const { calls } = await ranRows([given]);
      expect(calls[0]?.rows).to.deep.equal([row(1, { certificateInfo })]);

      const service: Service = () => response({ id: "7" });
      const single = await ran({ json_body: make(row(1)) }, { name: "submit_indicator", service });
      expect(single.calls[0]?.body).to.deep.equal(row(1));

      const items = [{ id: "17", indicatorType: "DomainName", indicatorValue: "host-1.example" }];
      const steps: Service = (call) => {
        if (call.request.method === "GET") return response({ value: items });
        const value = [{ id: "18", indicator: "host-1.example", isFailed: false, failureReason: null }];
        return call.request.url.endsWith("/import") ? response({ value }) : nothing();
      };
      const input = importOf([make({ id: "17", ...row(1) })]);
      const replaced = await ran(input, { name: "replace_indicator_action", service: steps });
      expect(replaced.reasons).to.deep.equal([null]);
      const sent = replaced.calls.filter(({ request }) => request.method === "POST").map(({ body }) => body);
      expect(sent).to.deep.equal([{ Indicators: [row(1)] }, { IndicatorIds: ["17"] }]);
    });
  }

  it("rejects a row if only the prototype has one of its fields, because JSON does not write it", async () => {
    const { title, ...own } = row(1);
    const { reasons, calls } = await ranRows([inherited({ title }, own)]);
    expect(reasons[0]).to.match(/^InvalidRow: title would not be sent: /);
    expect(calls.length).to.equal(0);
  });

  it("reports a field without a value as missing", async () => {
    const { reasons } = await ranRows([row(1, { title: undefined })]);
    expect(reasons[0]).to.equal("InvalidIndicator: title is missing; add it.");
  });

  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
    it(`names the field with the value ${value}, in every mode, which JSON would write as null`, async () => {
      for (const validation of modes) {
        const given = [row(1, { bypassDurationHours: value }), row(2), row(3, { title: [{ a: value }] })];
        const { reasons, calls } = await ranRows(given, { validation });
        const words = `is ${value}, which JSON cannot hold; correct the value or remove the field.`;
        expect(reasons[0]).to.equal(`InvalidRow: bypassDurationHours ${words}`);
        expect(reasons[2]).to.equal(`InvalidRow: title.0.a ${words}`);
        expect(calls[0]?.rows).to.deep.equal([row(2)]);
      }
    });

  for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
    it(`names an input with the value ${value}`, async () => {
      const { error } = await ran({ max_items: value }, { name: "get_indicators" });
      expect(error?.message).to.equal(`max_items must be a whole number, not ${value}.`);
    });

  for (const [what, value, says] of [
    ["a Set", new Set(["GroupOne"]), "rbacGroupNames is a Set"],
    ["a Map", new Map([["a", 1]]), "rbacGroupNames is a Map"],
    ["typed arrays", new Uint8Array(2), "rbacGroupNames is a Uint8Array"],
    ["a BigInt", 1n, "rbacGroupNames is a bigint"],
    ["a function", () => [], "rbacGroupNames is a function"],
  ] as [string, unknown, string][])
    it(`rejects ${what} in every mode, because JSON would not write it`, async () => {
      for (const validation of modes) {
        const { reasons } = await ranRows([row(1, { rbacGroupNames: value })], { validation });
        expect(reasons[0]).to.equal(`InvalidRow: ${says}, which JSON cannot hold; write it as plain JSON.`);
      }
    });

  it("reads an object around a simple value as that value", async () => {
    const given = row(1, {
      title: new String("Boxed"),
      generateAlert: new Boolean(true),
    });
    const { calls } = await ranRows([given]);
    expect(calls[0]?.rows).to.deep.equal([row(1, { title: "Boxed", generateAlert: true })]);
  });

  it("rejects a row if its JSON is not an object", async () => {
    for (const odd of [new Date(), { toJSON: () => [row(1)] }, { toJSON: () => "x" }]) {
      const { reasons } = await ranRows([odd, row(2)]);
      expect(reasons[0]).to.match(/^InvalidRow: .*write it as plain JSON\.$/);
      expect(reasons[1]).to.equal(null);
    }
  });

  it("survives a toJSON that throws, and one that never ends", async () => {
    const endless: JsonObject = { toJSON: () => ({ ...row(1), more: endless }) };
    const throwing = {
      toJSON() {
        throw new Error("secret detail");
      },
    };
    const { reasons } = await ranRows([endless, throwing, row(1)]);
    expect(reasons[0]).to.match(/^InvalidRow: the row is nested more than 64 levels deep/);
    expect(reasons[1]).to.equal("InvalidRow: the row cannot be read; write it as plain JSON.");
    expect(reasons[2]).to.equal(null);
  });

  it("survives a field that throws in a row that JSON writes as null", async () => {
    const odd = Object.defineProperty({ ...row(1), toJSON: () => null }, "indicatorValue", {
      enumerable: true,
      get() {
        throw new Error("secret detail");
      },
    });
    const { reasons } = await ranRows([odd, row(2)]);
    expect(reasons[0]).to.match(/^InvalidRow: .*write it as plain JSON\.$/);
    expect(reasons[1]).to.equal(null);
  });

  it("sends the value that was checked if a field changes each time it is read", async () => {
    let reads = 0;
    const changing = Object.defineProperty(row(1), "title", {
      enumerable: true,
      get: () => `title ${(reads += 1)}`,
    });
    const { calls } = await ranRows([changing]);
    expect(calls[0]?.rows).to.deep.equal([row(1, { title: "title 1" })]);
  });

  it("plans a row as it is sent, and treats equal rows as one whatever their form", async () => {
    const { connector } = await stub();
    const given = [row(1, { expirationTime: later }), row(1, { expirationTime: later.toISOString() })];
    const bodies: unknown[] = [];
    const { sent, duplicates } = await connector.plan("import_indicators", importOf(given), {
      asset,
      onCall: ({ body }) => void bodies.push(body),
    });
    expect([sent, duplicates]).to.deep.equal([1, 1]);
    expect(bodies).to.deep.equal([importOf([row(1, { expirationTime: later.toISOString() })])["json_body"]]);
  });

  it(`returns the fields of any JSON, and its JSON form for a copy with other prototypes (FC_SEED=${seed})`, () => {
    const values = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }));
    const alien = (value: unknown): unknown => {
      if (typeof value !== "object" || value === null) return value;
      if (Array.isArray(value)) return value.map(alien);
      const parts = Object.entries(value).map(([name, part]) => [name, alien(part)] as const);
      const made: object = Object.create({ method: () => 1 }) as object;
      for (const [name, part] of parts) Object.defineProperty(made, name, { value: part, enumerable: true });
      return made;
    };
    fc.assert(
      fc.property(values, (given) => {
        const plain = JSON.parse(JSON.stringify(given), (_name, part: unknown) =>
          Number.isInteger(part) && !Number.isSafeInteger(part) ? 0.5 : part,
        ) as JsonObject;
        expect(plainRow(plain)).to.deep.equal(plain);
        expect(JSON.stringify(plainRow(alien(plain) as object))).to.equal(JSON.stringify(plain));
      }),
      { seed, numRuns: 200 },
    );
  });
});
