// POST /api/indicators: one indicator, created or updated.
import { expect } from "chai";
import {
  APP,
  asSmall,
  bearer,
  call,
  importRows,
  LIST,
  post,
  row,
  rows,
  SMALL,
  withSimulator,
} from "./helpers.js";

describe("simulator: submit", () => {
  it(
    "returns 200 with the complete indicator, and records the call",
    withSimulator({}, async (sim) => {
      const { status, json } = await post(sim, LIST, row(1));
      expect(status).to.equal(200);
      expect(json["@odata.context"]).to.equal(`${sim.url}/api/$metadata#Indicators/$entity`);
      const [stored] = sim.indicators();
      expect(json).to.deep.equal({ "@odata.context": json["@odata.context"], ...stored });
      expect(stored).to.include({ id: "1", indicatorValue: "host-1.example", createdBySource: "PublicApi" });
      expect(sim.requests()).to.have.length(1);
      expect(sim.requests()[0]).to.include({ service: "defender", endpoint: "submit", rows: 1, status: 200 });
    }),
  );

  it("updates the indicator with the same identity, and adds one with another action", async () => {
    let now = Date.parse("2030-01-01T00:00:00Z");
    await withSimulator({ now: () => now }, async (sim) => {
      await post(sim, LIST, row(1, { application: "first" }));
      now += 60_000;
      const again = await post(sim, "/api/v1.0/indicators", row(1, { title: "Changed", application: "x" }));
      expect(again.json).to.include({ id: "1", title: "Changed", application: "first" });
      expect(again.json).to.include({ lastUpdatedBy: sim.app.client_id });
      expect((await post(sim, LIST, row(1, { action: "Warn" }))).json.id).to.equal("2");
    })();
  });

  const bad: [what: string, body: unknown, code: string, message: RegExp][] = [
    ["a list", [row(1)], "InvalidRequestBody", /^Request body is incorrect$/],
    [
      "a missing title",
      row(1, { title: undefined }),
      "MissingRequiredParameter",
      /^Parameter title is missing/,
    ],
    [
      "a bad address",
      row(1, { indicatorType: "IpAddress" }),
      "InvalidIpAddress",
      /host-1\.example is invalid/,
    ],
    [
      "a time that is past",
      row(1, { expirationTime: "2029-12-31T00:00:00Z" }),
      "BadRequest",
      /^Indicator host-1\.example is inactive\. \(Expiration time should be set to a future date time\)$/,
    ],
  ];
  for (const [what, body, code, message] of bad) {
    it(
      `returns 400 ${code} for ${what}`,
      withSimulator({ now: () => Date.parse("2030-01-01T00:00:00Z") }, async (sim) => {
        const { status, json } = await post(sim, LIST, body);
        expect([status, json.error.code]).to.deep.equal([400, code]);
        expect(json.error.message).to.match(message);
        expect(sim.indicators()).to.deep.equal([]);
      }),
    );
  }

  it(
    "omits the value from the error if configured",
    withSimulator({ settings: { unnamedErrors: true } }, async (sim) => {
      const { json } = await post(sim, LIST, row(1, { indicatorType: "IpAddress" }));
      expect(json.error).to.include({ code: "InvalidRequestBody", message: "Request body is incorrect" });
    }),
  );

  it(
    "returns 415 for a body that is not declared as JSON",
    withSimulator({}, async (sim) => {
      const headers = { authorization: await bearer(sim), "content-type": "text/plain" };
      const { status } = await call(sim, LIST, { method: "POST", headers, body: JSON.stringify(row(1)) });
      expect(status).to.equal(415);
    }),
  );

  it(
    "returns 400 with the captured text in a full tenant, but still updates",
    withSimulator({ settings: { capacity: 2 } }, async (sim) => {
      await importRows(sim, rows(2));
      const { status, json } = await post(sim, LIST, row(2));
      expect(status).to.equal(400);
      expect(json.error.message).to.equal(
        "Max capacity exceeded. Current Total: 2, Limit: 2 (Parameter 'Capacity: 2/2')",
      );
      expect((await post(sim, LIST, row(1, { title: "Changed" }))).status).to.equal(200);
    }),
  );

  it(
    "rejects writing another app's indicator under Ti.ReadWrite",
    withSimulator({ apps: [APP, SMALL] }, async (sim) => {
      await post(sim, LIST, row(1));
      const { status, json } = await post(sim, LIST, row(1, { title: "Changed" }), asSmall);
      expect([status, json.error.code]).to.deep.equal([403, "DisallowedOperation"]);
      expect(sim.indicators()[0]?.title).to.equal("Row 1");
      expect((await post(sim, LIST, row(2), asSmall)).status).to.equal(200);
      expect((await post(sim, LIST, row(2, { title: "Changed" }))).status).to.equal(200);
    }),
  );
});
