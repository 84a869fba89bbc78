import { expect } from "chai";
import type { JsonObject } from "../../../connector/index.js";
import { idsOf } from "../../support/ti_rows.js";
import { response, nothing, ran, type RanOptions, errorResponse, type Service } from "../stub.js";

const name = "batch_delete_indicators";
/** The existing ids, and the ids that the service always rejects. */
interface There {
  readonly ids: readonly string[];
  readonly refused?: readonly string[];
  readonly list?: Service;
}

const listed =
  (ids: readonly string[]): Service =>
  () =>
    response({ value: ids.map((id) => ({ id })) });

function serviceOf({ ids, refused = [], list = listed(ids) }: There): Service {
  return (call) => {
    if (call.request.method === "GET") return list(call);
    const asked = call.body["IndicatorIds"] as string[];
    if (asked.some((id) => !ids.includes(id))) return errorResponse("Resource was not found", 404);
    return asked.some((id) => refused.includes(id)) ? errorResponse("Request body is incorrect") : nothing();
  };
}

const deleted = (given: readonly string[], there: There, options: RanOptions = {}) =>
  ran(idsOf(given), { name, service: serviceOf(there), ...options });
const codes = (results: readonly JsonObject[]) =>
  results.map(({ failureReason }) => String(failureReason).split(":")[0]);
const asked = (calls: readonly { body: JsonObject }[]) =>
  calls.map(({ body }) => (body["IndicatorIds"] as string[] | undefined)?.join("") ?? "list");

describe("engine: existing ids after a rejection", () => {
  it("resends the existing ids, and splits them if one of them is rejected too", async () => {
    const { results, calls } = await deleted(["1", "2", "3", "4", "5"], {
      ids: ["2", "3", "4", "5"],
      refused: ["4"],
    });
    expect(codes(results)).to.deep.equal(["NotFound", "null", "null", "Rejected", "null"]);
    expect(asked(calls)).to.deep.equal(["12345", "list", "2345", "23", "4", "5"]);
  });

  it("treats an id that cannot become text as unknown", async () => {
    const list: Service = () => response({ value: [{ id: { toString: null, valueOf: null } }, { id: 2 }] });
    const { results } = await deleted(["1", "2"], { ids: ["2"], list });
    expect(codes(results)).to.deep.equal(["NotFound", "null"]);
  });

  it("reads the whole list, however many pages it has", async () => {
    const list: Service = ({ request, n }) =>
      request.url.includes("page=2")
        ? response({ value: [{ id: "3" }] })
        : response({ value: [{ id: "2" }, null, {}], "@odata.nextLink": `${request.url}&page=2&n=${n}` });
    const { results, calls } = await deleted(["1", "2", "3"], { ids: ["2", "3"], list });
    expect(codes(results)).to.deep.equal(["NotFound", "null", "null"]);
    expect(asked(calls)).to.deep.equal(["123", "list", "list", "23"]);
  });

  const broken: [what: string, list: Service][] = [
    ["is rejected", () => errorResponse("no", 403)],
    ["cannot be reached", () => ({ failure: "unreachable", code: "ECONNREFUSED" })],
    ["is not a list", () => response({ value: "none" })],
    ["contains unknown names only", () => response({ value: [{ Id: "2" }, { Id: "3" }] })],
    [
      "ends midway",
      ({ request }) =>
        request.url.includes("page=2")
          ? errorResponse("no", 403)
          : response({ value: [{ id: "2" }], "@odata.nextLink": `${request.url}&page=2` }),
    ],
    [
      "leads to another host",
      () => response({ value: [{ id: "2" }], "@odata.nextLink": "https://evil.example/api/indicators" }),
    ],
  ];
  for (const [what, list] of broken) {
    it(`finds the row by halves if the list ${what}, without a warning about the list`, async () => {
      const { results, warnings, events, calls } = await deleted(["1", "2", "3", "4"], {
        ids: ["2", "3", "4"],
        list,
      });
      expect(codes(results)).to.deep.equal(["NotFound", "null", "null", "null"]);
      expect([warnings, events.at(-1)]).to.deep.include([]);
      expect(events.at(-1)).to.deep.include({ errorCodes: [], failed: 1 });
      expect(
        calls.every(({ request }) => request.url.startsWith("https://api.security.microsoft.com/")),
      ).to.equal(true);
    });
  }

  it("gives up on the list if waiting for it would use up the run's time, and finds the row by halves", async () => {
    const list: Service = () => errorResponse("later", 503);
    const { results, events } = await deleted(["1", "2"], { ids: ["2"], list }, { deadline_ms: 3000 });
    expect(codes(results)).to.deep.equal(["NotFound", "null"]);
    expect(events.at(-1)).to.deep.include({ errorCodes: [], failed: 1 });
  });
});

describe("engine: rows that are texts", () => {
  it("does not send them again long after their response", async () => {
    const ids = Array.from({ length: 4000 }, (_none, n) => String(n));
    const { calls, results } = await deleted([...ids, ...ids.slice(0, 3)], { ids });
    expect(calls.length).to.equal(8);
    expect(results.slice(4000)).to.deep.equal(results.slice(0, 3));
  });
});
