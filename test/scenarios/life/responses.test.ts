/** How the declared actions treat responses that a service may return, and some that it should not. */
import { expect } from "chai";
import type { JsonObject } from "../../../connector/index.js";
import { response, nothing, type Ran, ran, type Service } from "../../engine/stub.js";
import { idsOf, stixObject, tiRow, uploadOf, valueOf } from "../../support/ti_rows.js";
import { failedAt } from "./life.js";

const codesOf = ({ reasons }: Ran) =>
  reasons.map((reason) => (typeof reason === "string" ? reason.split(":")[0] : reason));
const named = (name: string, input: unknown, service: Service) => ran(input, { name, service });

describe("life: responses of Graph", () => {
  const submitted = (count: number, service: Service) =>
    named("submit_ti_indicators", valueOf(Array.from({ length: count }, (_none, n) => tiRow(n))), service);
  const noId = "Failed to create, check Error element for reason";

  it("assigns each row its own result if they come in another order", async () => {
    const run = await submitted(5, ({ rows }) => {
      const results: JsonObject[] = rows.map((sent, n) => ({ ...sent, id: `id-${n}` }));
      results[1] = { ...results[1], id: noId, Error: '{"error":{"code":"InvalidInput","message":"No."}}' };
      return response({ value: results.toReversed() }, 206);
    });
    expect(failedAt(run.results)).to.deep.equal([1]);
    expect(run.results.map(({ externalId }) => externalId)).to.deep.equal(
      [0, 1, 2, 3, 4].map((n) => `row-${n}`),
    );
    expect(run.results[4]?.["id"]).to.equal("id-4");
  });

  it("matches by position if the service keeps no externalId, as for Defender", async () => {
    const run = await submitted(2, ({ rows }) =>
      response({ value: rows.map((sent, n) => ({ ...sent, id: String(n), externalId: null })) }),
    );
    expect(run.results.map(({ id, externalId, isFailed }) => [id, externalId, isFailed])).to.deep.equal([
      ["0", "row-0", false],
      ["1", "row-1", false],
    ]);
  });

  for (const [what, mark, reason] of [
    [
      "an error in lower case",
      { error: { error: { code: "C", message: "No." } } },
      'Rejected: the service said: "No. (C)"',
    ],
    ["text instead of the id", { id: noId }, `Rejected: the service said: "${noId}"`],
    ["both", { id: noId, error: "No." }, 'Rejected: the service said: "No."'],
  ] as const) {
    it(`treats a result as failed if it shows ${what}`, async () => {
      const run = await submitted(2, ({ rows: [first, second] }) =>
        response(
          {
            value: [
              { ...first, id: "1" },
              { ...second, id: "2", ...mark },
            ],
          },
          206,
        ),
      );
      expect(run.reasons).to.deep.equal([null, reason]);
    });
  }

  for (const [what, result, reason] of [
    ["nothing", {}, "Rejected: the service returned no reason."],
    ["null as the id", { id: null }, "Rejected: the service returned no reason."],
    ["an empty id", { id: "" }, "Rejected: the service returned no reason."],
    ["a code and a message", { code: 400, message: "Bad." }, 'Rejected: the service said: "Bad."'],
  ] as const) {
    it(`does not report an indicator as imported if the service returns ${what}`, async () => {
      expect((await submitted(1, () => response({ value: [result] }))).reasons).to.deep.equal([reason]);
    });
  }

  it("reports no row as imported after a 206 that marks none", async () => {
    const run = await submitted(2, ({ rows }) =>
      response({ value: rows.map((sent) => ({ ...sent, id: "1", problem: "one" })) }, 206),
    );
    expect(codesOf(run)).to.deep.equal(["UnexpectedResponse", "UnexpectedResponse"]);
  });

  it("matches updates by their ids too, and does not take text in their place for an id", async () => {
    const change = { expirationDateTime: "2998-01-01T00:00:00Z", targetProduct: "Azure Sentinel" };
    const updates = ["a", "b", "c"].map((id) => ({ id, ...change }));
    const shuffled = await named("update_ti_indicators", valueOf(updates), ({ rows: [a, b, c] }) =>
      response({ value: [b, { ...c, Error: "Gone." }, a] }, 206),
    );
    expect(shuffled.reasons).to.deep.equal([null, null, 'Rejected: the service said: "Gone."']);
    const worded = await named("update_ti_indicators", valueOf(updates), ({ rows: [a, b, c] }) =>
      response({ value: [a, { ...b, id: "Failed to update, check Error element" }, c] }, 206),
    );
    expect(worded.reasons).to.deep.equal([
      null,
      'Rejected: the service said: "Failed to update, check Error element"',
      null,
    ]);
  });

  for (const name of ["delete_ti_indicators", "delete_ti_indicators_by_external_id"]) {
    const deleted = (results: readonly unknown[], status = 200) =>
      named(name, valueOf(results.map((_one, n) => `id-${n}`)), () => response({ value: results }, status));

    it(`${name} does not report success for a result with an error, or with text without a code`, async () => {
      const run = await deleted(
        [
          { code: 204 },
          { code: "200", message: "OK", Error: "" },
          {},
          { code: 200, error: { error: { code: "C", message: "No." } } },
          { message: "Resource was not found" },
          { code: null, subCode: "ResourceNotFound" },
          { code: 404, message: "Gone." },
        ],
        206,
      );
      expect(run.reasons).to.deep.equal([
        null,
        null,
        null,
        'Rejected: the service said: "No. (C)"',
        'Rejected: the service said: "Resource was not found"',
        'Rejected: the service said: "ResourceNotFound"',
        'Rejected: the service said: "Gone."',
      ]);
    });

    it(`${name} matches by the id if a result contains one`, async () => {
      const key = name === "delete_ti_indicators" ? "id" : "externalId";
      const run = await deleted([
        { [key]: "id-1", code: 404, message: "Gone." },
        { [key]: "id-0", code: 204 },
      ]);
      expect(run.reasons).to.deep.equal([null, 'Rejected: the service said: "Gone."']);
    });

    it(`${name} reports no success after a 206 that names no failure`, async () => {
      expect(codesOf(await deleted([{ code: 200 }], 206))).to.deep.equal(["UnexpectedResponse"]);
    });
  }
});

describe("life: responses of Sentinel", () => {
  const uploaded = (service: Service) =>
    named("upload_stix_objects", uploadOf([0, 1, 2].map((n) => stixObject(n))), service);

  it("reports all objects as imported if the response is empty, or lists no error", async () => {
    for (const body of [{}, { errors: [] }, { errors: null }, { errors: [], "@odata.context": "x" }])
      expect((await uploaded(() => response(body))).reasons, JSON.stringify(body)).to.deep.equal([
        null,
        null,
        null,
      ]);
    expect((await uploaded(() => nothing(200))).reasons).to.deep.equal([null, null, null]);
  });

  for (const [body, words] of [
    [{ error: { code: "Bad", message: "No." } }, '{"error":{"code":"Bad","message":"No."}}'],
    [{ errors: [], error: "No." }, '{"errors":[],"error":"No."}'],
    [{ errors: {} }, '{"errors":{}}'],
    [{ errors: "all" }, '{"errors":"all"}'],
    [{ value: [] }, '{"value":[]}'],
    [[], ""],
    ["OK", "OK"],
  ] as const) {
    it(`reports no object as imported for ${JSON.stringify(body)}`, async () => {
      const { reasons, output } = await uploaded(() => response(body));
      expect(output.status_code).to.equal(200);
      const said =
        words === "" ? "the service returned no reason." : `the service said: ${JSON.stringify(words)}`;
      const why = `UnexpectedResponse: the call was accepted, but the response has an unknown form; ${said}`;
      expect(reasons).to.deep.equal([why, why, why]);
    });
  }

  it("reports no object as imported if an accepted call returns an error", async () => {
    const run = await uploaded(() => response({ statusCode: 500, message: "Internal server error" }));
    expect(codesOf(run)).to.deep.equal(["OutcomeUnknown", "OutcomeUnknown", "OutcomeUnknown"]);
    expect(run.reasons[0]).to.contain('200 OK; the service said: "Internal server error".');
  });

  it("returns the reason that is not empty, if an error has an empty one too", async () => {
    const errors = [{ recordIndex: 0, errorMessages: [], validationErrorMessages: ["Bad."] }];
    expect((await uploaded(() => response({ errors }))).reasons[0]).to.equal(
      'Rejected: the service said: "Bad."',
    );
  });

  for (const recordIndex of [3, -1, 1.5, "1", null, undefined]) {
    it(`reports no other object as imported if an error names ${String(recordIndex)} as its row`, async () => {
      const errors = [
        { recordIndex, errorMessages: ["No."] },
        { recordIndex: 1, errorMessages: ["Bad."] },
      ];
      const run = await uploaded(() => response({ errors }));
      expect(codesOf(run)).to.deep.equal(["UnexpectedResponse", "Rejected", "UnexpectedResponse"]);
    });
  }
});

describe("life: responses of Defender to a list", () => {
  const page = (items: readonly unknown[], more: JsonObject = {}) => response({ value: items, ...more });
  const broken = { error: { code: "InternalServerError", message: "The stream broke." } };

  it("does not treat a list as complete if its last page ends in an error", async () => {
    const { output } = await named("get_indicators", { all_pages: true }, ({ request }) =>
      request.url.includes("page=2")
        ? page([{ id: "2" }], broken)
        : page([{ id: "1" }], { "@odata.nextLink": `${request.url}?page=2` }),
    );
    expect(output.status_code).to.equal(207);
    expect(output.json_body).to.deep.include({ value: [{ id: "1" }] });
    expect(output.json_body).to.have.nested.property("error.message").that.contains("The stream broke.");
  });

  it("does not return a page that ends in an error as a page", async () => {
    for (const input of [{}, { all_pages: true }]) {
      const { error } = await named("get_indicators", input, () => page([{ id: "1" }], broken));
      expect(error?.message).to.equal('200 OK; the service said: "The stream broke."');
    }
  });

  it("rejects no id because of such a list", async () => {
    const run = await named("batch_delete_indicators", idsOf(["1", "2"]), ({ request, body }) => {
      if (request.method === "GET") return page([{ id: "9" }], broken);
      return (body["IndicatorIds"] as string[]).length > 1 ? response({ error: {} }, 404) : nothing();
    });
    expect(run.reasons).to.deep.equal([null, null]);
  });
});

describe("life: responses of Defender to a delete", () => {
  const deleted = (service: Service) => named("batch_delete_indicators", idsOf(["1", "2"]), service);

  it("reports all ids as deleted if the response is empty", async () => {
    for (const service of [() => nothing(204), () => nothing(200), () => response({}), () => response(null)])
      expect((await deleted(service)).reasons).to.deep.equal([null, null]);
  });

  it("reports none as deleted if the response says something else", async () => {
    const inItsShape = await deleted(() => response({ error: { code: "C", message: "No." } }));
    expect(codesOf(inItsShape)).to.deep.equal(["OutcomeUnknown", "OutcomeUnknown"]);
    for (const body of [{ error: "No." }, { value: [] }, "no", []])
      expect(codesOf(await deleted(() => response(body))), JSON.stringify(body)).to.deep.equal([
        "UnexpectedResponse",
        "UnexpectedResponse",
      ]);
  });
});
