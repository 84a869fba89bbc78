// Sentinel: the upload of STIX objects, with errors by position.
import { expect } from "chai";
import type { Simulator } from "../../../simulator/index.js";
import {
  APP,
  askToken,
  AZURE_SCOPE,
  bearer,
  call,
  post,
  stix,
  UPLOAD_VERSION,
  uploadPath,
  withSimulator,
} from "../helpers.js";

type Stix = Record<string, unknown>;

const many = (count: number) => Array.from({ length: count }, (_none, n) => stix(n));
const other = (type: string, more: Stix = {}): Stix => ({
  type,
  id: `${type}--00000000-0000-4000-8000-000000000001`,
  created: "2029-01-01T00:00:00.000Z",
  modified: "2029-01-02T00:00:00.000Z",
  ...more,
});

const send = (sim: Simulator, body: unknown, token: Record<string, string> = {}, workspace = sim.workspace) =>
  post(sim, uploadPath(workspace), body, { scope: AZURE_SCOPE, ...token });
const upload = (sim: Simulator, stixobjects: unknown, token: Record<string, string> = {}) =>
  send(sim, { sourcesystem: "tests", stixobjects }, token);

describe("simulator: upload of STIX objects", () => {
  it(
    "returns an empty 200 if all objects are valid, and keeps the latest of each id",
    withSimulator({}, async (sim) => {
      const { status, text } = await upload(sim, many(100));
      expect([status, text]).to.deep.equal([200, ""]);
      expect(sim.stixObjects()).to.deep.equal(many(100));
      await upload(sim, [stix(5, { revoked: true })]);
      expect(sim.stixObjects()).to.have.length(100);
      expect(sim.stixObjects()[5]).to.include({ revoked: true });
      expect(sim.requests()[0]).to.include({ service: "sentinel", endpoint: "uploadStixObjects", rows: 100 });
    }),
  );

  it(
    "lists the invalid objects by position with the documented text, and stores the others",
    withSimulator({}, async (sim) => {
      const { status, json } = await upload(sim, [stix(0), stix(1), stix(2), stix(3, { id: undefined })]);
      expect(status).to.equal(200);
      expect(json).to.deep.equal({
        errors: [
          {
            recordIndex: 3,
            errorMessages: ["Error for Property=id: Required property is missing. Actual value: NULL."],
          },
        ],
      });
      expect(sim.stixObjects()).to.have.length(3);
    }),
  );

  it(
    "returns the messages in the other field if configured",
    withSimulator({ settings: { stixErrorKey: "validationErrorMessages" } }, async (sim) => {
      const { json } = await upload(sim, [stix(0, { pattern: "", valid_from: null })]);
      expect(json.errors).to.have.length(1);
      expect(json.errors[0]).to.have.all.keys("recordIndex", "validationErrorMessages");
      expect(json.errors[0].validationErrorMessages).to.have.length(2);
    }),
  );

  it(
    "accepts all supported types, and unknown properties",
    withSimulator({}, async (sim) => {
      const all = [
        stix(1, { "x-own": { deep: true }, confidence: 0, valid_until: "2031-01-01T00:00:00Z" }),
        other("attack-pattern", { name: "a", spec_version: "2.0" }),
        other("threat-actor", { name: "a" }),
        other("identity", { name: "a" }),
        other("relationship", { relationship_type: "uses", source_ref: "a", target_ref: "b" }),
      ];
      expect((await upload(sim, all)).text).to.equal("");
      expect(sim.stixObjects()).to.deep.equal(all);
    }),
  );

  const bad: [what: string, object: Stix, message: RegExp][] = [
    ["no type", stix(1, { type: undefined }), /^Error for Property=type: Required property is missing\./],
    [
      "an unknown type",
      other("malware", { name: "a" }),
      /Property=type: Not supported\. Actual value: malware\./,
    ],
    ["a type by a name of every object", other("constructor"), /Property=type/],
    ["an id of another type", stix(1, { id: other("identity")["id"] }), /Property=id: .*indicator--UUID/],
    ["an id that is no UUID", stix(1, { id: "indicator--1" }), /Property=id/],
    ["no pattern", stix(1, { pattern: undefined }), /Property=pattern:/],
    ["no name of an identity", other("identity"), /Property=name:/],
    [
      "a relationship to nobody",
      other("relationship", { relationship_type: "a", source_ref: "b" }),
      /target_ref/,
    ],
    ["a time that is not valid", stix(1, { created: "soon" }), /Property=created: .* Actual value: soon\./],
    ["an end before its beginning", stix(1, { valid_until: "2028-01-01T00:00:00Z" }), /Property=valid_until/],
    ["an end at its beginning", stix(1, { valid_until: "2029-01-01T00:00:00.000Z" }), /Property=valid_until/],
    ["a confidence over 100", stix(1, { confidence: 101 }), /Property=confidence: .* Actual value: 101\./],
    ["an old version", stix(1, { spec_version: "1.2" }), /Property=spec_version/],
  ];
  for (const [what, object, message] of bad) {
    it(
      `rejects an object with ${what}`,
      withSimulator({}, async (sim) => {
        const { status, json } = await upload(sim, [stix(9), object]);
        expect([status, json.errors.length, json.errors[0].recordIndex]).to.deep.equal([200, 1, 1]);
        expect(json.errors[0].errorMessages).to.have.length(1);
        expect(json.errors[0].errorMessages[0]).to.match(message);
        expect(sim.stixObjects()).to.have.length(1);
      }),
    );
  }

  const whole: [what: string, body: unknown, message: RegExp][] = [
    ["no source", { stixobjects: [stix(1)] }, /sourcesystem is missing/],
    ["a blank source", { sourcesystem: " ", stixobjects: [stix(1)] }, /sourcesystem/],
    ["the restricted source", { sourcesystem: "Microsoft Sentinel", stixobjects: [stix(1)] }, /must not be/],
    ["missing objects", { sourcesystem: "a" }, /Parameter stixobjects is missing/],
    ["an empty list", { sourcesystem: "a", stixobjects: [] }, /stixobjects is empty/],
    ["an object that is not one", { sourcesystem: "a", stixobjects: ["x"] }, /Request body is incorrect/],
    ["101 objects", { sourcesystem: "a", stixobjects: many(101) }, /Received: 101, allowed: 100/],
  ];
  for (const [what, body, message] of whole) {
    it(
      `returns 400 for ${what}, and stores nothing`,
      withSimulator({}, async (sim) => {
        const { status, json } = await send(sim, body);
        expect([status, json.statusCode]).to.deep.equal([400, 400]);
        expect(json).to.have.all.keys("statusCode", "message");
        expect(json.message).to.match(message);
        expect(sim.stixObjects()).to.deep.equal([]);
      }),
    );
  }

  it(
    "returns 404 without the API version, and for another path",
    withSimulator({}, async (sim) => {
      const path = uploadPath(sim.workspace);
      const body = { sourcesystem: "a", stixobjects: [stix(1)] };
      for (const wrong of [
        path.split("?")[0] ?? "",
        path.replace(UPLOAD_VERSION, "api-version=2022-07-01"),
        path.replace("threat-intelligence", "threatintelligence"),
      ]) {
        const { status, json } = await post(sim, wrong, body, { scope: AZURE_SCOPE });
        expect([status, json.statusCode]).to.deep.equal([404, 404]);
      }
      expect(sim.requests().at(-1)).to.include({ service: "sentinel", endpoint: null });
    }),
  );
});

describe("simulator: access to Sentinel", () => {
  it(
    "returns 401 without a token and for a token of another service",
    withSimulator({}, async (sim) => {
      const headers = { authorization: "Bearer x", "content-type": "application/json" };
      const nobody = await call(sim, uploadPath(sim.workspace), { method: "POST", headers, body: "{}" });
      const stray = await post(sim, uploadPath(sim.workspace), {});
      for (const { status, json } of [nobody, stray]) {
        expect([status, json.statusCode]).to.deep.equal([401, 401]);
        expect(json.message).to.be.a("string");
      }
    }),
  );

  for (const scope of [
    "https://management.core.windows.net/.default",
    // The trailing slash belongs to the resource.
    "https://management.core.windows.net//.default",
    "https://management.usgovcloudapi.net/.default",
  ]) {
    it(
      `accepts the audience of ${scope}`,
      withSimulator({}, async (sim) => {
        expect((await upload(sim, [stix(1)], { scope })).status).to.equal(200);
      }),
    );
  }

  it(
    "returns 403 without the role on the workspace, and 404 for an unknown workspace",
    withSimulator(
      {
        apps: [
          { ...APP, workspaces: ["mine"] },
          { ...APP, client_id: "other", workspaces: ["theirs"] },
        ],
      },
      async (sim) => {
        const body = { sourcesystem: "a", stixobjects: [stix(1)] };
        expect((await send(sim, body, {}, "mine")).status).to.equal(200);
        expect((await send(sim, body, {}, "theirs")).status).to.equal(403);
        expect((await send(sim, body)).status).to.equal(403);
        const nowhere = await send(sim, body, {}, "nowhere");
        expect([nowhere.status, nowhere.json.statusCode]).to.deep.equal([404, 404]);
        expect(sim.stixObjects("mine")).to.have.length(1);
        expect(sim.stixObjects("theirs")).to.deep.equal([]);
      },
    ),
  );

  it(
    "issues app tokens without roles, and requires user_impersonation of a user",
    withSimulator(
      { apps: [{ ...APP, scp: "Ti.ReadWrite", users: [{ username: "a", password: "b" }] }] },
      async (sim) => {
        const token = (await bearer(sim, { scope: AZURE_SCOPE })).split(".")[1] ?? "";
        expect(JSON.parse(Buffer.from(token, "base64url").toString())).to.not.have.property("roles");
        const user = { grant_type: "password", username: "a", password: "b" };
        expect((await askToken(sim, { ...user, scope: AZURE_SCOPE })).status).to.equal(200);
        expect((await upload(sim, [stix(1)], user)).status).to.equal(403);
      },
    ),
  );
});
