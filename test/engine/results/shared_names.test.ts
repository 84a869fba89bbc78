import { expect } from "chai";
import type { JsonObject } from "../../../connector/index.js";
import { importOf, row } from "../../support/rows.js";
import { tiRow, valueOf } from "../../support/ti_rows.js";
import { asset, ran, response, runOn, type Service, stub, taken } from "../stub.js";

const submit = "submit_ti_indicators";

/** Returns the results in another order than the rows, and rejects the rows of one domain. */
const reversed: Service = ({ rows }) =>
  response({
    value: rows
      .map((sent) => ({
        externalId: sent["externalId"],
        ...(sent["domainName"] === "bad.example" ? { id: null, Error: "bad" } : { id: "AB12" }),
      }))
      .toReversed(),
  });

describe("engine: rows that share the name by which results are checked", () => {
  it("puts them into different requests, so that no row gets the result of another one", async () => {
    const given = [
      tiRow(1, { externalId: "same", domainName: "bad.example" }),
      tiRow(2, { externalId: "same", domainName: "good.example" }),
      tiRow(3, { externalId: "SAME", domainName: "good2.example" }),
      tiRow(4),
    ];
    const { results, calls } = await ran(valueOf(given), { name: submit, service: reversed });
    expect(results.map(({ isFailed }) => isFailed)).to.deep.equal([true, false, false, false]);
    for (const { rows } of calls) {
      const names = rows.map((sent: JsonObject) => String(sent["externalId"]).toLowerCase());
      expect(new Set(names).size).to.equal(names.length);
    }
  });

  it("puts them into one request if they have no name", async () => {
    for (const externalId of [undefined, null, ""]) {
      const given = [1, 2, 3].map((n) => {
        const { externalId: _name, ...rest } = tiRow(n);
        return externalId === undefined ? rest : { ...rest, externalId };
      });
      const made = await stub({
        service: ({ rows }) => response({ value: rows.map(() => ({ id: "AB12" })) }),
      });
      const { calls } = {
        ...made,
        ...(await runOn(made.connector, valueOf(given), { asset, validation: "off" }, submit)),
      };
      expect(calls.map(({ rows }) => rows.length)).to.deep.equal([3]);
    }
  });
});

describe("engine: a result that contradicts itself", () => {
  for (const reason of ["The indicator was not imported.", { error: { message: "No." } }])
    for (const id of [null, undefined])
      it(`is an UnexpectedResponse: success, ${JSON.stringify(reason)}, id ${String(id)}`, async () => {
        const service: Service = ({ rows }) =>
          response({
            value: rows.map((sent, i) => ({
              ...taken(sent),
              ...(i === 0 ? { id, failureReason: reason } : {}),
            })),
          });
        const { results, reasons } = await ran(importOf([row(1), row(2)]), { service });
        expect(results.map(({ isFailed }) => isFailed)).to.deep.equal([true, false]);
        expect(reasons[0]).to.match(
          /^UnexpectedResponse: .*success and a reason for a failure.*No|not imported/s,
        );
      });

  it("is accepted if its reason is empty", async () => {
    for (const failureReason of ["", null, undefined]) {
      const service: Service = ({ rows: [sent = {}] }) =>
        response({ value: [{ ...taken(sent), failureReason }] });
      const { results } = await ran(importOf([row(1)]), { service });
      expect(results[0]).to.include({ isFailed: false });
    }
  });

  it("is accepted if its id is a number beyond 2^53, because the row was accepted and the id is only rounded", async () => {
    const text =
      '{"value":[{"id":9007199254740993,"indicator":"host-1.example","isFailed":false,"failureReason":null}]}';
    const service: Service = () => response(JSON.parse(text));
    const { results } = await ran(importOf([row(1)]), { service });
    expect(results[0]).to.include({ isFailed: false, id: 9_007_199_254_740_992 });
  });
});
