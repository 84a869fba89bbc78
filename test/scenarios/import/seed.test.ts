import { expect } from "chai";
import type { JsonObject } from "../../../connector/index.js";
import { ran } from "../../engine/stub.js";
import { response, jumpingClock } from "../../engine/stub.js";
import { withBench } from "./over_simulator.js";

/** The request of the service's own documentation. */
const request = {
  Indicators: [
    {
      indicatorValue: "220e7d15b011d7fac48f2bd61114db1022197f7f",
      indicatorType: "FileSha1",
      title: "demo",
      application: "demo-test",
      expirationTime: "2021-12-12T00:00:00Z",
      action: "Alert",
      severity: "Informational",
      description: "demo2",
      recommendedActions: "nothing",
      rbacGroupNames: ["group1", "group2"],
    },
    {
      indicatorValue: "2233223322332233223322332233223322332233223322332233223322332222",
      indicatorType: "FileSha256",
      title: "demo2",
      application: "demo-test2",
      expirationTime: "2021-12-12T00:00:00Z",
      action: "Alert",
      severity: "Medium",
      description: "demo2",
      recommendedActions: "nothing",
      rbacGroupNames: [],
    },
  ],
};

/** The documented response. */
const documented = {
  value: [
    {
      id: "2841",
      indicator: "220e7d15b011d7fac48f2bd61114db1022197f7f",
      isFailed: false,
      failureReason: null,
    },
    {
      id: "2842",
      indicator: "2233223322332233223322332233223322332233223322332233223322332222",
      isFailed: false,
      failureReason: null,
    },
  ],
};

const then = Date.parse("2021-01-01T00:00:00Z");

describe("import: the documented example", () => {
  it("is sent byte for byte, and its response is returned unchanged", async () => {
    const clock = jumpingClock("2021-01-01T00:00:00Z");
    const { output, calls } = await ran(
      { json_body: request },
      { clock, service: () => response(documented) },
    );
    expect(output).to.deep.equal({
      status_code: 200,
      response_headers: {},
      reason: "OK",
      json_body: documented,
    });
    expect(calls[0]?.request.body).to.equal(JSON.stringify(request));
    expect(calls.length).to.equal(1);
  });

  it(
    "has the documented form over sockets, and is stored field by field",
    withBench(
      async ({ connector, simulator }) => {
        const output = await connector.run(
          "import_indicators",
          { json_body: request },
          { asset: simulator.asset(), validation: "off" },
        );
        expect(Object.keys(output).toSorted()).to.deep.equal([
          "json_body",
          "reason",
          "response_headers",
          "status_code",
        ]);
        expect([output.status_code, output.reason]).to.deep.equal([200, "OK"]);
        const { value } = output.json_body as { value: JsonObject[] };
        const ids = simulator.indicators().map(({ id }) => id);
        expect(value).to.deep.equal(documented.value.map((row, i) => ({ ...row, id: ids[i] })));
        const stored = simulator.indicators() as unknown as JsonObject[];
        for (const [i, row] of request.Indicators.entries()) expect(stored[i]).to.deep.include(row);
      },
      { now: () => then },
    ),
  );

  it(
    "is rejected today, row by row, because it has expired",
    withBench(async ({ connector, simulator }) => {
      const output = await connector.run(
        "import_indicators",
        { json_body: request },
        { asset: simulator.asset() },
      );
      const body = output.json_body as { value: JsonObject[]; error: JsonObject };
      expect([output.status_code, output.reason]).to.deep.equal([400, "Bad Request"]);
      expect(body.error["code"]).to.equal("ExpiredIndicator");
      for (const row of body.value) expect(row["failureReason"]).to.match(/^ExpiredIndicator: /);
      expect(simulator.requests().length).to.equal(0);
    }),
  );
});
