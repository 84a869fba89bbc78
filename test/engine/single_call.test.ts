import { expect } from "chai";
import type { ConnectorError } from "../../connector/index.js";
import { MemoryJournal } from "../support/memory_journal.js";
import { rejection } from "../support/open.js";
import { row } from "../support/rows.js";
import {
  response,
  asset,
  changed,
  jwt,
  nothing,
  own,
  page,
  ran,
  errorResponse,
  type Service,
  stub,
  tokenResponse,
} from "./stub.js";

const expired = row(1, { expirationTime: "2020-01-01T00:00:00Z" });
const submitted = (body: unknown, options: Parameters<typeof ran>[1] = {}) =>
  ran({ json_body: body }, { name: "submit_indicator", service: () => response({ id: "7" }), ...options });
/** The declarations, with an input schema that does not restrict the id. */
const anyId = (name: string) => {
  const id = "/properties/path_parameters/properties/id";
  return changed({
    schemas: { [`schemas/actions/${name}.input.json`]: { [id]: { description: "The id of an indicator." } } },
  });
};
const byId = { path_parameters: { id: "17" } };

describe("engine: an action without rows", () => {
  it("sends its body unchanged", async () => {
    const { calls, output } = await submitted(row(1, { more: { than: ["known"] } }));
    expect(calls[0]?.body).to.deep.equal(row(1, { more: { than: ["known"] } }));
    expect(output).to.deep.include({ status_code: 200, json_body: { id: "7" } });
  });

  it("rejects a journal", async () => {
    const disk = new MemoryJournal();
    const { connector, calls } = await stub({ journals: disk.open });
    const given = { asset, journal: "j" };
    const error = await rejection<ConnectorError>(
      connector.run("submit_indicator", { json_body: row(1) }, given),
    );
    expect([error.code, calls.length, disk.text]).to.deep.equal(["InvalidOption", 0, ""]);
  });

  it("rejects a body that breaks a rule before anything is sent, as rows are rejected", async () => {
    const { error, calls, tokenCalls } = await submitted(expired);
    expect([error?.code, calls.length, tokenCalls.length]).to.deep.equal(["InvalidInput", 0, 0]);
    expect(error?.message).to.match(/^ExpiredIndicator: expirationTime .* is in the past/);
  });

  it("sends the body anyway if validation only reports, and reports the broken rule", async () => {
    const { calls, warnings } = await submitted(expired, { validation: "report" });
    expect([calls.length, warnings.map(({ code }) => code)]).to.deep.equal([1, ["ExpiredIndicator"]]);
    expect(warnings[0]).to.not.have.property("rows");
  });

  it("sends the body unchecked if validation is off, whatever its form", async () => {
    const { calls, warnings } = await submitted({ action: "New" }, { validation: "off" });
    expect([calls[0]?.body, warnings]).to.deep.equal([{ action: "New" }, []]);
  });

  it("normalizes the body if the option is set, and reports the changes", async () => {
    const { calls, warnings } = await submitted(row(1, { indicatorValue: "BAD[.]example " }), {
      normalize: true,
    });
    expect(calls[0]?.body["indicatorValue"]).to.equal("bad.example");
    expect(warnings.map(({ code }) => code)).to.deep.equal(["Normalized"]);
  });

  it("reports an unknown outcome if an attempt was lost before the call was rejected", async () => {
    for (const [name, input, status] of [
      ["submit_indicator", { json_body: row(1) }, 400],
      ["submit_indicator", { json_body: row(1) }, 409],
      ["delete_indicator_by_id", byId, 404],
    ] as const) {
      const lostFirst: Service = ({ n }) =>
        n === 1 ? { failure: "lost", code: "ECONNRESET" } : errorResponse("no", status);
      const { output, warnings, events } = await ran(input, { name, service: lostFirst });
      expect(output.status_code, "the service's response is returned unchanged").to.equal(status);
      expect(warnings.map(({ code }) => code)).to.deep.equal(["OutcomeUnknown"]);
      expect(warnings[0]?.message).to.match(/^An earlier attempt may have been taken\. \d{3} .*"no"\. /);
      expect(events.at(-1)).to.deep.include({ errorCodes: ["OutcomeUnknown"] });
      const { warnings: plain } = await ran(input, { name, service: () => errorResponse("no", status) });
      expect(plain.map(({ code }) => code)).to.not.include("OutcomeUnknown");
    }
  });

  it("does not doubt a rejection of a call that only reads", async () => {
    const service: Service = ({ n }) =>
      n === 1 ? { failure: "lost", code: "ECONNRESET" } : errorResponse("gone", 404);
    const { warnings } = await ran(byId, { name: "get_indicator_by_id", service });
    expect(warnings.map(({ code }) => code)).to.deep.equal(["NotFound"]);
  });

  it("plans the same request that a run sends", async () => {
    const { connector } = await stub();
    const bodies: unknown[] = [];
    const onCall = ({ body }: { body?: unknown }) => void bodies.push(body);
    await connector.plan("submit_indicator", { json_body: row(1) }, { onCall });
    expect(bodies).to.deep.equal([row(1)]);
    const rejected = connector.plan("submit_indicator", { json_body: expired }, { onCall });
    expect((await rejection<ConnectorError>(rejected)).message).to.match(/^ExpiredIndicator: /);
  });

  it("observes both of its rate limits, per minute and per hour", async () => {
    const { connector, calls } = await stub({ service: () => response({ id: "7" }) });
    for (let n = 0; n < 1501; n += 1)
      await connector.run("submit_indicator", { json_body: row(n) }, { asset });
    const at = (n: number) => calls[n]?.at ?? Number.NaN;
    expect([at(99), at(100), at(1499), at(1500)]).to.deep.equal([0, 60_000, 840_000, 3_600_000]);
  });

  it("returns nothing as one empty text", async () => {
    for (const status of [200, 204]) {
      const { output, calls } = await ran(byId, {
        name: "delete_indicator_by_id",
        service: () => nothing(status),
      });
      expect(output).to.deep.include({ status_code: status, response_text: "" });
      expect([output, calls.length]).to.not.have.nested.property("[0].json_body");
      expect(calls.map(({ request }) => [request.method, request.url, request.body])).to.deep.equal([
        ["DELETE", "https://api.security.microsoft.com/api/indicators/17", undefined],
      ]);
    }
  });

  for (const [what, said, words] of [
    ["a gateway's page", page("<html>Sign in</html>"), '200 OK; the service said: "Sign in".'],
    ["an error", errorResponse("The index is down", 200), '200 OK; the service said: "The index is down".'],
  ] as const)
    it(`treats ${what} as no response of the service, whatever its status`, async () => {
      for (const name of ["delete_indicator_by_id", "get_indicator_by_id"]) {
        const { error, events, calls } = await ran(byId, { name, service: () => said });
        expect([error?.code, error?.message, calls.length]).to.deep.equal(["OutcomeUnknown", words, 8]);
        expect(events.at(-1)).to.deep.include({ errorCodes: ["OutcomeUnknown"] });
      }
    });

  it("points at the values in the path if the address is unknown", async () => {
    const input = {
      path_parameters: { workspaceId: "w" },
      json_body: { sourcesystem: "mine", stixobjects: [{ type: "identity" }] },
    };
    const options = { name: "upload_stix_objects", validation: "off" } as const;
    const { warnings } = await ran(input, { ...options, service: () => errorResponse("gone", 404) });
    expect(warnings.map(({ message }) => message.replace(/^.*\}"\. /, ""))).to.deep.equal([
      "The service does not know this address: check path_parameters.workspaceId of the input, then url, cloud and region of the asset.",
    ]);
  });

  for (const name of ["get_indicator_by_id", "delete_indicator_by_id"]) {
    it(`${name} reports that the item was not found, and does not blame the address`, async () => {
      const gone = errorResponse("Indicator 17 was not found.", 404);
      const { output, events, error, calls } = await ran(byId, { name, service: () => gone });
      expect([output.status_code, output.json_body]).to.deep.equal([404, gone.body]);
      expect([error, calls.length]).to.deep.equal([undefined, 1]);
      expect(events.at(-1)).to.deep.include({ errorCodes: ["NotFound"] });
    });

    for (const id of ["../../machines", "1/../2", "", ".."]) {
      it(`${name} never leaves its path for ${JSON.stringify(id)}, even if its schema accepts any text`, async () => {
        for (const declarations of [own, anyId(name)]) {
          const options = { name, declarations };
          const { error, calls, tokenCalls } = await ran({ path_parameters: { id } }, options);
          expect([error?.code, calls.length, tokenCalls.length]).to.deep.equal(["InvalidInput", 0, 0]);
        }
      });
    }

    for (const id of [
      "$count",
      "import",
      "BatchDelete",
      "$batch",
      "17 ",
      "017",
      "1e3",
      "bad.example",
      -1,
      2 ** 53,
    ]) {
      it(`${name} rejects ${JSON.stringify(id)} as an id`, async () => {
        const { error, calls } = await ran({ path_parameters: { id } }, { name });
        expect([error?.code, calls.length]).to.deep.equal(["InvalidInput", 0]);
        expect(error?.message).to.match(/^path_parameters\.id /);
      });
    }

    it(`${name} accepts an id as text or as a number`, async () => {
      for (const id of ["17", 17]) {
        const { calls } = await ran({ path_parameters: { id } }, { name, service: () => response({}) });
        expect(calls[0]?.request.url).to.match(/\/api\/indicators\/17$/);
      }
    });
  }

  it("reports that a user's sign-in is not supported if the service accepts applications only", async () => {
    const login = () => tokenResponse(jwt({ scp: "Ti.ReadWrite" }));
    const { error, calls } = await ran(byId, { name: "delete_indicator_by_id", login });
    expect([error?.code, calls.length]).to.deep.equal(["MissingPermission", 0]);
    expect(error?.message).to.equal("The service lets an application do this, and not a user.");
    expect(error?.hint).to.equal("Use an asset that signs in as an application.");
  });
});
