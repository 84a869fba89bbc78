// GET /api/indicators and /api/indicators/{id}: OData, paging, compression, the format of an item.
import { request } from "node:http";
import { gunzipSync, inflateSync } from "node:zlib";
import { expect } from "chai";
import type { Simulator } from "../../simulator/index.js";
import {
  APP,
  asSmall,
  bearer,
  call,
  importRows,
  type Item,
  LIST,
  type Reply,
  row,
  rows,
  SMALL,
  withSimulator,
} from "./helpers.js";

const query = (sim: Simulator, options: Record<string, string>) =>
  call(sim, `${LIST}?${new URLSearchParams(options).toString()}`);
const valuesOf = (response: Reply): string[] => response.json.value.map((item: Item) => item.indicatorValue);

/** Follows next links to the end and returns the pages. */
async function pages(sim: Simulator, first: string): Promise<string[][]> {
  const response = await call(sim, first);
  const next: string | undefined = response.json["@odata.nextLink"];
  const rest = next === undefined ? [] : await pages(sim, next.slice(sim.url.length));
  return [valuesOf(response), ...rest];
}

function rawGet(
  sim: Simulator,
  authorization: string,
  encoding: string,
): Promise<[string | undefined, Buffer]> {
  return new Promise((resolve, reject) => {
    const headers = { authorization, "accept-encoding": encoding };
    request(sim.url + LIST, { headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => resolve([response.headers["content-encoding"], Buffer.concat(parts)]));
    })
      .on("error", reject)
      .end();
  });
}

describe("simulator: list", () => {
  it(
    "returns all properties of a captured item, in its order",
    withSimulator({ now: () => Date.parse("2030-01-01T00:00:00.123Z") }, async (sim) => {
      await importRows(sim, [row(1)]);
      const { status, json } = await call(sim, LIST);
      expect(status).to.equal(200);
      expect(json["@odata.context"]).to.equal(`${sim.url}/api/$metadata#Indicators`);
      expect(json).to.not.have.property("@odata.nextLink");
      expect(Object.keys(json.value[0]).join(" ")).to.equal(
        "id indicatorValue indicatorType action createdBy severity category application educateUrl bypassDurationHours " +
          "title description recommendedActions creationTimeDateTimeUtc expirationTime lastUpdateTime lastUpdatedBy " +
          "rbacGroupNames rbacGroupIds notificationId notificationBody version mitreTechniques historicalDetection " +
          "lookBackPeriod generateAlert additionalInfo createdByDisplayName externalId createdBySource certificateInfo",
      );
      expect(json.value[0]).to.deep.include({
        id: "1",
        severity: "Informational",
        rbacGroupNames: [],
        category: 1,
      });
      expect(json.value[0]).to.include({ createdBy: sim.app.client_id, createdBySource: "PublicApi" });
      expect(json.value[0].creationTimeDateTimeUtc).to.match(/^2030-01-01T00:00:00\.123\d{4}Z$/);
      expect(sim.requests().at(-1)).to.include({ endpoint: "list", rows: 1 });
    }),
  );

  it(
    "returns one indicator by id, and 404 for an unknown id",
    withSimulator({}, async (sim) => {
      await importRows(sim, rows(2));
      const found = await call(sim, `${LIST}/2`);
      expect(found.json).to.include({ id: "2", indicatorValue: "host-1.example" });
      expect(found.json["@odata.context"]).to.equal(`${sim.url}/api/$metadata#Indicators/$entity`);
      const missing = await call(sim, "/api/v1.0/indicators/99");
      expect([missing.status, missing.json.error.code]).to.deep.equal([404, "ResourceNotFound"]);
    }),
  );

  it("returns 404 for the id of an expired indicator", async () => {
    let now = Date.parse("2030-01-01T00:00:00Z");
    await withSimulator({ now: () => now }, async (sim) => {
      await importRows(sim, [row(1, { expirationTime: "2030-01-01T00:00:01Z" })]);
      expect((await call(sim, `${LIST}/1`)).status).to.equal(200);
      now += 1000;
      expect((await call(sim, `${LIST}/1`)).status).to.equal(404);
    })();
  });

  it(
    "lists rows that no app wrote if configured, including an unknown type",
    withSimulator({ settings: { portalRows: true } }, async (sim) => {
      await importRows(sim, [row(1)]);
      const { json } = await call(sim, LIST);
      expect(json.value.map((item: Item) => item.indicatorType)).to.include("WebCategory");
      expect(json.value.map((item: Item) => item.createdBySource)).to.include("TVM");
      expect(json.value).to.have.length(3);
    }),
  );

  it(
    "returns rows that no app wrote by id too, and hides them under Ti.ReadWrite",
    withSimulator({ settings: { portalRows: true }, apps: [APP, SMALL] }, async (sim) => {
      expect((await call(sim, `${LIST}/900001`)).json).to.include({ indicatorType: "WebCategory" });
      const headers = { authorization: await bearer(sim, asSmall) };
      expect((await call(sim, LIST, { headers })).json.value).to.deep.equal([]);
      expect((await call(sim, `${LIST}/900001`, { headers })).status).to.equal(404);
      sim.configure({ portalRows: false });
      expect((await call(sim, `${LIST}/900001`)).status).to.equal(404);
    }),
  );

  it(
    "returns 404 for an id that is an encoded address",
    withSimulator({}, async (sim) => {
      await importRows(sim, rows(2));
      for (const id of ["..%2F..%2Fmachines", "1%2F..%2F2", "%"]) {
        const { status, json } = await call(sim, `${LIST}/${id}`);
        expect([status, json.error.code]).to.deep.equal([404, "ResourceNotFound"]);
        expect(sim.requests().at(-1)).to.include({ endpoint: "get", path: `${LIST}/${id}` });
      }
    }),
  );

  describe("paging", () => {
    it(
      "links all pages, and adds no empty page after an exact fit",
      withSimulator({ settings: { pageSize: 2 } }, async (sim) => {
        await importRows(sim, rows(5));
        expect((await pages(sim, LIST)).map((page) => page.length)).to.deep.equal([2, 2, 1]);
        expect((await pages(sim, LIST)).flat()).to.deep.equal(rows(5).map((item) => item["indicatorValue"]));
        await importRows(sim, [row(5)]);
        expect((await pages(sim, LIST)).map((page) => page.length)).to.deep.equal([2, 2, 2]);
      }),
    );

    it(
      "keeps filter and top in the links",
      withSimulator({ settings: { pageSize: 2 } }, async (sim) => {
        await importRows(sim, [...rows(4), ...rows(4, { action: "Warn" })]);
        const found = await pages(sim, `${LIST}?$filter=action eq 'Warn'&$top=3&$skip=1`);
        expect(found).to.deep.equal([["host-1.example", "host-2.example"], ["host-3.example"]]);
      }),
    );

    it(
      "ends after $top rows on any page",
      withSimulator({ settings: { pageSize: 2 } }, async (sim) => {
        await importRows(sim, rows(5));
        expect((await pages(sim, `${LIST}?$top=3`)).map((page) => page.length)).to.deep.equal([2, 1]);
      }),
    );

    it(
      "returns null as the link of the last page if configured",
      withSimulator({ settings: { pageSize: 2, lastLink: "null" } }, async (sim) => {
        await importRows(sim, rows(3));
        const first = (await call(sim, LIST)).json["@odata.nextLink"];
        expect(first).to.be.a("string");
        expect((await call(sim, first.slice(sim.url.length))).json["@odata.nextLink"]).to.equal(null);
      }),
    );

    it(
      "links to another host if configured",
      withSimulator({ settings: { pageSize: 1, nextLinkOrigin: "https://other.example" } }, async (sim) => {
        await importRows(sim, rows(2));
        const link = (await call(sim, LIST)).json["@odata.nextLink"];
        expect(link).to.equal("https://other.example/api/indicators?%24skip=1");
      }),
    );

    it(
      "returns no link if $skip is past the end",
      withSimulator({}, async (sim) => {
        await importRows(sim, rows(2));
        const { json } = await query(sim, { $skip: "5" });
        expect(json.value).to.deep.equal([]);
        expect(json).to.not.have.property("@odata.nextLink");
      }),
    );

    it(
      "returns nothing for $top=0",
      withSimulator({}, async (sim) => {
        await importRows(sim, rows(2));
        const { json } = await query(sim, { $top: "0" });
        expect(json.value).to.deep.equal([]);
        expect(json).to.not.have.property("@odata.nextLink");
      }),
    );
  });

  describe("query options", () => {
    const filters: [filter: string, expected: string[]][] = [
      ["indicatorValue eq 'b.example'", ["b.example"]],
      ["title eq 'it''s and not'", ["a.example"]],
      ["severity ne 'High'", ["a.example", "c.example"]],
      ["generateAlert eq true", ["c.example"]],
      ["application eq null", ["a.example", "c.example"]],
      ["expirationTime gt 2030-06-01T00:00:00Z", ["c.example"]],
      ["expirationTime ge 2030-03-01T00:00:00.000Z", ["b.example", "c.example"]],
      ["expirationTime lt 2030-03-01T00:00:00Z", []],
      ["expirationTime le 2030-03-01T00:00:00.000Z", ["b.example"]],
      ["severity eq 'High' and action eq 'Block'", ["b.example"]],
      ["severity eq 'High' and action eq 'Warn'", []],
    ];
    for (const [filter, expected] of filters) {
      it(
        `supports ${filter}`,
        withSimulator({ now: () => Date.parse("2030-01-01T00:00:00Z") }, async (sim) => {
          await importRows(sim, [
            row(1, { indicatorValue: "a.example", title: "it's and not", severity: "Low" }),
            row(2, {
              indicatorValue: "b.example",
              severity: "High",
              application: "x",
              expirationTime: "2030-03-01T00:00:00Z",
            }),
            row(3, {
              indicatorValue: "c.example",
              generateAlert: true,
              expirationTime: "2030-09-01T00:00:00Z",
            }),
          ]);
          expect(valuesOf(await query(sim, { $filter: filter }))).to.deep.equal(expected);
        }),
      );
    }

    it(
      "sorts, selects and counts",
      withSimulator({}, async (sim) => {
        await importRows(sim, [row(2), row(1), row(3)]);
        const { json } = await query(sim, {
          $orderby: "indicatorValue desc",
          $select: "id,indicatorValue",
          $count: "true",
          $top: "2",
        });
        expect(json["@odata.count"]).to.equal(3);
        expect(json.value).to.deep.equal([
          { id: "3", indicatorValue: "host-3.example" },
          { id: "1", indicatorValue: "host-2.example" },
        ]);
        expect(valuesOf(await query(sim, { $orderby: "indicatorValue" }))[0]).to.equal("host-1.example");
      }),
    );

    it(
      "sorts by several fields",
      withSimulator({}, async (sim) => {
        const severities = ["Low", "High", "Low", "High"];
        await importRows(
          sim,
          severities.map((severity, n) => row(n, { severity })),
        );
        const $orderby = "severity desc, indicatorValue desc";
        expect(valuesOf(await query(sim, { $orderby }))).to.deep.equal([
          "host-2.example",
          "host-0.example",
          "host-3.example",
          "host-1.example",
        ]);
      }),
    );

    const faults: [what: string, options: Record<string, string>, message: RegExp][] = [
      ["$top over 10,000", { $top: "10001" }, /limit of '10000'/],
      ["$top that is not a number", { $top: "many" }, /\$top/],
      ["a negative $skip", { $skip: "-1" }, /\$skip/],
      ["an open string", { $filter: "indicatorValue eq 'http://a.example/x" }, /unterminated string literal/],
      ["an open quote inside", { $filter: "title eq 'it's'" }, /unterminated string literal/],
      ["half a filter", { $filter: "title eq" }, /Syntax error/],
      ["or", { $filter: "title eq 'a' or title eq 'b'" }, /Syntax error/],
      ["a dangling and", { $filter: "title eq 'a' and " }, /Syntax error/],
      ["an empty filter", { $filter: "" }, /Syntax error/],
      ["an unknown field", { $filter: "externalId eq 'x'" }, /externalId/],
      ["an unknown operator", { $filter: "title like 'x'" }, /like/],
      ["an unknown field to sort by", { $orderby: "version" }, /version/],
      ["an unknown second field to sort by", { $orderby: "title,version" }, /version/],
      ["an unknown field to select", { $select: "id,colour" }, /colour/],
      ["an unknown option", { $expand: "x" }, /\$expand/],
    ];
    for (const [what, options, message] of faults) {
      it(
        `returns 400 ODataError for ${what}`,
        withSimulator({}, async (sim) => {
          const { status, json } = await query(sim, options);
          expect([status, json.error.code]).to.deep.equal([400, "ODataError"]);
          expect(json.error.message).to.match(message);
        }),
      );
    }

    it(
      "accepts a $top of exactly 10,000",
      withSimulator({}, async (sim) => {
        expect((await query(sim, { $top: "10000" })).status).to.equal(200);
      }),
    );
  });

  describe("compression", () => {
    const identity = (body: Buffer) => body;
    const cases: [accept: string, encoding: string | undefined, decode: (body: Buffer) => Buffer][] = [
      ["gzip, deflate", "gzip", gunzipSync],
      ["br, deflate", "deflate", inflateSync],
      ["gzip;q=0, deflate", "deflate", inflateSync],
      ["br", undefined, identity],
    ];
    for (const [accept, encoding, decode] of cases) {
      it(
        `returns ${encoding ?? "plain"} for ${accept}`,
        withSimulator({}, async (sim) => {
          await importRows(sim, rows(1));
          const [got, body] = await rawGet(sim, await bearer(sim), accept);
          expect(got).to.equal(encoding);
          expect(JSON.parse(decode(body).toString()).value).to.have.length(1);
        }),
      );
    }
  });
});
