// The control API over HTTP: key, state, faults, settings, tokens, reset.
import { expect } from "chai";
import type { Simulator } from "../../../simulator/index.js";
import {
  AZURE_SCOPE,
  bearer,
  call,
  control,
  GRAPH_SCOPE,
  importRows,
  type Item,
  LIST,
  post,
  rows,
  stix,
  TI,
  tiRow,
  uploadPath,
  withSimulator,
} from "../helpers.js";

const withKey = async (sim: Simulator, key: string | undefined) => {
  const headers: Record<string, string> = key === undefined ? {} : { "x-simulator-key": key };
  return (await fetch(`${sim.url}/_simulator/state`, { headers })).status;
};

describe("simulator: control", () => {
  it(
    "accepts its key only",
    withSimulator({ controlKey: "the-key" }, async (sim) => {
      expect(sim.controlKey).to.equal("the-key");
      expect(await withKey(sim, "the-key")).to.equal(200);
      for (const wrong of [undefined, "", "the-kez", "the-key-and-more"]) {
        expect(await withKey(sim, wrong)).to.equal(401);
      }
    }),
  );

  it("generates a random key by default", async () => {
    const keys = new Set<string>();
    for (let n = 0; n < 2; n += 1) {
      await withSimulator({}, async (sim) => {
        keys.add(sim.controlKey);
      })();
    }
    expect(keys.size).to.equal(2);
    for (const key of keys) expect(key.length).to.be.at.least(32);
  });

  for (const [method, name] of [
    ["PUT", "faults"],
    ["DELETE", "faults"],
    ["PUT", "settings"],
    ["GET", "requests"],
    ["POST", "revoke-tokens"],
    ["POST", "reset"],
  ] as const) {
    it(
      `rejects ${method} ${name} without the key`,
      withSimulator({}, async (sim) => {
        expect((await fetch(`${sim.url}/_simulator/${name}`, { method })).status).to.equal(401);
      }),
    );
  }

  it("returns its state without secrets", async () => {
    // Every call advances the clock by a second: the busiest window is measured in seconds, not in milliseconds.
    let clock = 0;
    await withSimulator({ clock: () => (clock += 1000) }, async (sim) => {
      const token = await bearer(sim);
      await importRows(sim, rows(2));
      await importRows(sim, rows(3));
      await call(sim, LIST, { headers: { authorization: token } });
      const { status, json, text } = await control(sim, "GET", "state");
      expect(status).to.equal(200);
      expect(json.totals).to.include({ "POST /api/indicators/import": 2, "GET /api/indicators": 1 });
      expect(json).to.include({ stored: 3, tokenRequests: 4, throttled: 0, tiIndicators: 0, stixObjects: 0 });
      expect(json.busiestWindow).to.include({ import: 2, list: 1, get: 0, graph: 0 });
      expect(Object.keys(json.busiestWindow)).to.deep.equal(Object.keys(json.settings.limits));
      expect(json.settings.limits.import).to.deep.equal({ calls: 30, perSeconds: 60 });
      const all = text + (await control(sim, "GET", "requests")).text;
      for (const secret of [sim.app.client_secret, sim.controlKey, token.slice(7)])
        expect(all).to.not.include(secret);
    })();
  });

  it(
    "lists requests without the calls of the control API",
    withSimulator({}, async (sim) => {
      await call(sim, `${LIST}?$top=1`);
      await control(sim, "GET", "state");
      const { json } = await control(sim, "GET", "requests");
      expect(json.requests.map((record: Item) => [record.method, record.path])).to.deep.equal([
        ["GET", LIST],
      ]);
      expect(json.requests).to.deep.equal(sim.requests());
      expect(json.tokenRequests).to.have.length(1);
      expect(json.tokenRequests[0]).to.include({ endpoint: "token", client: sim.app.client_id, status: 200 });
    }),
  );

  it(
    "adds and deletes faults, and counts ordinals from the next call",
    withSimulator({}, async (sim) => {
      await call(sim, LIST);
      const plan = [
        { kind: "status", status: 503, calls: [1] },
        { kind: "status", status: 502, calls: [2] },
      ];
      expect((await control(sim, "PUT", "faults", plan)).status).to.equal(200);
      expect((await call(sim, LIST)).status).to.equal(503);
      expect((await control(sim, "PUT", "faults", { kind: "status", status: 504 })).status).to.equal(200);
      expect((await call(sim, LIST)).status).to.equal(504);
      expect((await control(sim, "DELETE", "faults")).status).to.equal(200);
      expect((await call(sim, LIST)).status).to.equal(200);
    }),
  );

  const badFaults: unknown[] = [
    "{",
    [null],
    { kind: "unknown" },
    { kind: "constructor" },
    { kind: "status" },
    { kind: "status", status: 99 },
    { kind: "slow" },
    { kind: "hang", on: "nowhere" },
    { kind: "hang", calls: 1 },
    { kind: "hang", times: -1 },
    { kind: "extraRows", n: "2" },
  ];
  for (const fault of badFaults) {
    it(
      `rejects the fault ${JSON.stringify(fault)} and keeps the plan`,
      withSimulator({}, async (sim) => {
        sim.addFault({ kind: "status", status: 500 });
        const { status, json } = await control(sim, "PUT", "faults", fault);
        expect(status).to.equal(400);
        expect(json.error.message).to.be.a("string").and.not.equal("");
        expect((await call(sim, LIST)).status).to.equal(500);
      }),
    );
  }

  it(
    "changes settings, and single limits without the others",
    withSimulator({}, async (sim) => {
      const change = { maxBatch: 3, limits: { import: { calls: 1, perSeconds: 5 } } };
      const { status, json } = await control(sim, "PUT", "settings", change);
      expect(status).to.equal(200);
      expect(json.settings).to.include({ maxBatch: 3, capacity: 15_000 });
      expect(json.settings.limits.import).to.deep.equal({ calls: 1, perSeconds: 5 });
      expect(json.settings.limits.list).to.deep.equal({ calls: 100, perSeconds: 60, perHour: 1500 });
      expect((await importRows(sim, rows(4))).status).to.equal(400);
    }),
  );

  const badSettings: unknown[] = [
    "{",
    [],
    { surprise: 1 },
    { maxBatch: "3" },
    { maxBatch: 0 },
    { pageSize: 0 },
    { latencyMs: -1 },
    { echo: "loud" },
    { deviceGroups: "GroupOne" },
    { deviceGroups: [1] },
    { batchDelete: "some" },
    { lastLink: "none" },
    { deleteStatus: 204 },
    { stixErrorKey: "errors" },
    { maxTiBatch: 0 },
    { maxStixBatch: 0 },
    { graphRemoved: "yes" },
    { graphRemovedStatus: "404" },
    { limits: 3 },
    { limits: { surprise: { calls: 1, perSeconds: 1 } } },
    { limits: { import: { calls: 0, perSeconds: 1 } } },
    { limits: { import: { calls: 1 } } },
    { limits: { list: { calls: 1, perSeconds: 1, perHour: "x" } } },
  ];
  for (const change of badSettings) {
    it(
      `rejects the settings ${JSON.stringify(change)}`,
      withSimulator({}, async (sim) => {
        const { status, json } = await control(sim, "PUT", "settings", change);
        expect(status).to.equal(400);
        expect(json.error.message).to.be.a("string").and.not.equal("");
      }),
    );
  }

  it(
    "revokes all tokens",
    withSimulator({}, async (sim) => {
      const headers = { authorization: await bearer(sim) };
      expect((await control(sim, "POST", "revoke-tokens")).status).to.equal(200);
      expect((await call(sim, LIST, { headers })).status).to.equal(401);
    }),
  );

  it(
    "resets store, records, windows, faults and settings, but keeps tokens valid",
    withSimulator({ settings: { maxBatch: 5 }, clock: () => 0 }, async (sim) => {
      const headers = { authorization: await bearer(sim) };
      sim.configure({ maxBatch: 1, limits: { import: { calls: 1, perSeconds: 60 } } });
      await importRows(sim, rows(1));
      expect((await importRows(sim, rows(1))).status).to.equal(429);
      await post(sim, `${TI}/submitTiIndicators`, { value: [tiRow(1)] }, { scope: GRAPH_SCOPE });
      const upload = { sourcesystem: "tests", stixobjects: [stix(1)] };
      await post(sim, uploadPath(sim.workspace), upload, { scope: AZURE_SCOPE });
      const held = (await control(sim, "GET", "state")).json;
      expect(held).to.include({ stored: 1, tiIndicators: 1, stixObjects: 1 });
      sim.addFault({ kind: "status", status: 500 });
      expect((await control(sim, "POST", "reset")).status).to.equal(200);
      expect([sim.requests(), sim.tokenRequests(), sim.indicators()]).to.deep.equal([[], 0, []]);
      expect([sim.tiIndicators(), sim.stixObjects()]).to.deep.equal([[], []]);
      expect((await call(sim, LIST, { headers })).status).to.equal(200);
      sim.configure({ limits: { import: { calls: 1, perSeconds: 60 } } });
      const { status, json } = await importRows(sim, rows(5));
      expect([status, json.value[0].id]).to.deep.equal([200, "1"]);
    }),
  );

  it(
    "returns its own 404 and 405, and is not affected by faults",
    withSimulator({ settings: { latencyMs: 3_600_000 } }, async (sim) => {
      sim.addFault({ kind: "status", status: 500 });
      expect((await control(sim, "GET", "nothing")).status).to.equal(404);
      expect((await control(sim, "GET", "reset")).status).to.equal(405);
      expect((await control(sim, "GET", "state")).status).to.equal(200);
      expect(sim.requests()).to.deep.equal([]);
    }),
  );
});
