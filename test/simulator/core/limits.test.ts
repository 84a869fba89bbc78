// The rate limit: 30 imports a minute per tenant and app, on a controlled clock.
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { expect } from "chai";
import {
  busiestWindow,
  type Limits,
  type RequestRecord,
  type SettingsChange,
} from "../../../simulator/index.js";
import {
  APP,
  askToken,
  AZURE_SCOPE,
  BATCH_DELETE,
  bearer,
  call,
  control,
  GRAPH_SCOPE,
  GROUPS,
  IMPORT,
  importRows,
  LIST,
  post,
  rows,
  TI,
  until,
  uploadPath,
  withSimulator,
} from "../helpers.js";

const NOW = Date.parse("2030-01-01T00:00:00.500Z");
const small = (change: SettingsChange = {}): SettingsChange => ({
  limits: { import: { calls: 2, perSeconds: 60 } },
  ...change,
});

describe("simulator: rate limit", () => {
  it("accepts 30 imports and rejects the 31st with the captured 429", async () => {
    let clock = 0;
    await withSimulator({ clock: () => clock }, async (sim) => {
      for (let calls = 0; calls < 30; calls += 1) {
        expect((await importRows(sim, rows(1))).status).to.equal(200);
        clock += 100;
      }
      // 7.7 seconds remain; the gateway states whole seconds.
      clock = 52_300;
      const { status, json, headers } = await importRows(sim, rows(1));
      expect(status).to.equal(429);
      expect(json).to.deep.equal({
        error: {
          code: "429",
          message:
            "API calls quota exceeded! Maximum allowed 30 per 00:01:00 for the key Destination+TenantID+AppID. You can send requests again in 8 seconds.",
          target: sim.app.tenant_id,
        },
      });
      expect(headers.has("retry-after")).to.equal(false);
      expect(sim.requests().at(-1)).to.include({ throttled: true, status: 429 });
    })();
  });

  it("accepts a call as soon as the oldest has left the sliding window", async () => {
    let clock = 0;
    await withSimulator({ clock: () => clock, settings: small() }, async (sim) => {
      const statusAt = async (at: number) => {
        clock = at;
        return (await importRows(sim, rows(1))).status;
      };
      expect(await statusAt(0)).to.equal(200);
      expect(await statusAt(30_000)).to.equal(200);
      expect(await statusAt(59_999)).to.equal(429);
      expect(await statusAt(60_000)).to.equal(200);
      expect(await statusAt(89_999)).to.equal(429);
      expect(await statusAt(90_000)).to.equal(200);
    })();
  });

  it("counts rejected calls only if configured", async () => {
    let clock = 0;
    const settings = { limits: { import: { calls: 1, perSeconds: 60 } }, countThrottled: true };
    await withSimulator({ clock: () => clock, settings }, async (sim) => {
      await importRows(sim, rows(1));
      clock = 59_000;
      expect((await importRows(sim, rows(1))).status).to.equal(429);
      clock = 61_000;
      expect((await importRows(sim, rows(1))).status).to.equal(429);
    })();
  });

  it("enforces an hourly limit for the list", async () => {
    let clock = 0;
    const settings = { limits: { list: { calls: 100, perSeconds: 60, perHour: 2 } } };
    await withSimulator({ clock: () => clock, settings }, async (sim) => {
      await call(sim, LIST);
      await call(sim, LIST);
      clock = 120_000;
      const { status, json } = await call(sim, LIST);
      expect(status).to.equal(429);
      expect(json.error.message)
        .to.include("Maximum allowed 2 per 01:00:00")
        .and.include("again in 3480 seconds");
      clock = 3_600_000;
      expect((await call(sim, LIST)).status).to.equal(200);
    })();
  });

  it("slides the short window within the hour", async () => {
    let clock = 0;
    const settings = { limits: { list: { calls: 1, perSeconds: 60, perHour: 100 } } };
    await withSimulator({ clock: () => clock, settings }, async (sim) => {
      await call(sim, LIST);
      clock = 59_999;
      expect((await call(sim, LIST)).status).to.equal(429);
      clock = 60_000;
      expect((await call(sim, LIST)).status).to.equal(200);
    })();
  });

  it("states the longest wait when both windows are full", async () => {
    const settings = { limits: { list: { calls: 1, perSeconds: 60, perHour: 1 } } };
    await withSimulator({ clock: () => 0, settings }, async (sim) => {
      await call(sim, LIST);
      expect((await call(sim, LIST)).json.error.message).to.include("again in 3600 seconds");
    })();
  });

  it("uses the documented limits for list and get", async () => {
    await withSimulator({ clock: () => 0 }, async (sim) => {
      const headers = { authorization: await bearer(sim) };
      for (const path of [LIST, `${LIST}/1`]) {
        for (let calls = 0; calls < 100; calls += 1) {
          expect((await call(sim, path, { headers })).status).to.not.equal(429);
        }
        const { status, json } = await call(sim, path, { headers });
        expect(status).to.equal(429);
        expect(json.error.message).to.include("Maximum allowed 100 per 00:01:00");
      }
    })();
  });

  const figures: [limit: keyof Limits, path: string, method: string, calls: number, window: string][] = [
    ["submit", LIST, "POST", 100, "00:01:00"],
    ["delete", `${LIST}/1`, "DELETE", 100, "00:01:00"],
    ["batchDelete", BATCH_DELETE, "POST", 30, "00:01:00"],
    ["machineGroups", GROUPS, "GET", 100, "00:01:00"],
  ];
  for (const [limit, path, method, calls, window] of figures) {
    it(`uses the documented limits for ${limit}, per minute and per hour`, async () => {
      let clock = 0;
      await withSimulator({ clock: () => clock }, async (sim) => {
        const headers = { authorization: await bearer(sim) };
        const status = async () => (await call(sim, path, { method, headers })).status;
        for (let n = 0; n < calls; n += 1) expect(await status()).to.not.equal(429);
        const over = await call(sim, path, { method, headers });
        expect(over.status).to.equal(429);
        expect(over.json.error.message).to.include(`Maximum allowed ${calls} per ${window}`);
        clock = 60_000;
        expect(await status()).to.not.equal(429);
        sim.configure({ limits: { [limit]: { calls, perSeconds: 60, perHour: calls } } });
        clock = 120_000;
        expect((await call(sim, path, { method, headers })).json.error.message).to.include("per 01:00:00");
      })();
    });
  }

  it(
    "allows 1,500 calls per hour if an hourly limit is documented",
    withSimulator({}, async (sim) => {
      const { limits } = (await control(sim, "GET", "state")).json.settings;
      for (const name of ["submit", "list", "get", "delete", "batchDelete", "machineGroups"]) {
        expect(limits[name].perHour).to.equal(1500);
      }
      expect(limits.graph).to.deep.equal({ calls: 130_000, perSeconds: 10 });
    }),
  );

  it("rejects the 101st upload to Sentinel in a minute with the captured 429", async () => {
    let clock = 0;
    await withSimulator({ clock: () => clock }, async (sim) => {
      const headers = { authorization: await bearer(sim, { scope: AZURE_SCOPE }) };
      const path = uploadPath(sim.workspace);
      for (let n = 0; n < 100; n += 1) {
        expect((await call(sim, path, { method: "POST", headers })).status).to.equal(415);
      }
      clock = 37_000;
      const over = await call(sim, path, { method: "POST", headers });
      expect([over.status, over.headers.get("retry-after")]).to.deep.equal([429, null]);
      expect(over.json).to.deep.equal({
        statusCode: 429,
        message: "Rate limit is exceeded. Try again in 23 seconds.",
      });
      expect(sim.requests().at(-1)).to.include({ throttled: true, endpoint: "uploadStixObjects" });
    })();
  });

  it(
    "counts uploads to Sentinel per user, not per app",
    withSimulator(
      {
        clock: () => 0,
        settings: { limits: { uploadStixObjects: { calls: 1, perSeconds: 60 } } },
        apps: [{ ...APP, users: ["ada", "bob"].map((username) => ({ username, password: "pw" })) }],
      },
      async (sim) => {
        const uploadAs = async (username: string) => {
          const user = { grant_type: "password", username, password: "pw", scope: AZURE_SCOPE };
          return (await post(sim, uploadPath(sim.workspace), {}, user)).status;
        };
        expect(await uploadAs("ada")).to.equal(400);
        expect(await uploadAs("ada")).to.equal(429);
        expect(await uploadAs("bob")).to.equal(400);
      },
    ),
  );

  it(
    "counts all Graph calls of an app across tenants, and states the wait in the header",
    withSimulator(
      {
        clock: () => 0,
        settings: { limits: { graph: { calls: 2, perSeconds: 10 } } },
        apps: [APP, { ...APP, tenant_id: "other" }, { ...APP, client_id: "another" }],
      },
      async (sim) => {
        const ask = async (operation: string, tenant = APP.tenant_id, client = APP.client_id) => {
          const { access_token } = (await askToken(sim, { scope: GRAPH_SCOPE, client_id: client }, tenant))
            .json;
          const headers = { authorization: `Bearer ${access_token}` };
          return call(sim, `${TI}/${operation}`, { method: "POST", headers });
        };
        expect((await ask("submitTiIndicators")).status).to.equal(403);
        expect((await ask("deleteTiIndicators", "other")).status).to.equal(403);
        const over = await ask("updateTiIndicators");
        expect([over.status, over.headers.get("retry-after")]).to.deep.equal([429, "10"]);
        expect(over.json.error.code).to.equal("TooManyRequests");
        expect((await ask("updateTiIndicators", APP.tenant_id, "another")).status).to.equal(403);
        const { json } = await control(sim, "GET", "state");
        expect([json.busiestWindow.graph, json.throttled]).to.deep.equal([4, 1]);
      },
    ),
  );

  it(
    "counts apps, tenants and endpoints separately",
    withSimulator(
      {
        clock: () => 0,
        settings: { limits: { import: { calls: 1, perSeconds: 60 } } },
        apps: [APP, { ...APP, client_id: "other", client_secret: "s2" }],
      },
      async (sim) => {
        expect((await importRows(sim, rows(1))).status).to.equal(200);
        expect((await importRows(sim, rows(1))).status).to.equal(429);
        expect((await call(sim, LIST)).status).to.equal(200);
        const other = await bearer(sim, { client_id: "other", client_secret: "s2" });
        const headers = { authorization: other, "content-type": "application/json" };
        const body = JSON.stringify({ Indicators: rows(1) });
        expect((await call(sim, IMPORT, { method: "POST", headers, body })).status).to.equal(200);
      },
    ),
  );

  it(
    "counts failed calls, but no calls without a token",
    withSimulator({ clock: () => 0, settings: small() }, async (sim) => {
      await call(sim, IMPORT, { method: "POST", headers: { authorization: "Bearer x" } });
      expect((await importRows(sim, [])).status).to.equal(400);
      sim.addFault({ kind: "status", status: 503 });
      expect((await importRows(sim, rows(1))).status).to.equal(503);
      sim.clearFaults();
      expect((await importRows(sim, rows(1))).status).to.equal(429);
    }),
  );

  it(
    "returns 429 before 403 and 400",
    withSimulator({ clock: () => 0, settings: small(), apps: [{ ...APP, roles: [] }] }, async (sim) => {
      expect((await importRows(sim, [])).status).to.equal(403);
      expect((await importRows(sim, [])).status).to.equal(403);
      expect((await importRows(sim, [])).status).to.equal(429);
    }),
  );

  it(
    "counts without rejecting if configured",
    withSimulator({ clock: () => 0, settings: small({ enforceRateLimit: false }) }, async (sim) => {
      for (let calls = 0; calls < 5; calls += 1)
        expect((await importRows(sim, rows(1))).status).to.equal(200);
      expect(busiestWindow(sim.requests(), 60_000)).to.equal(5);
      expect(sim.requests().some((record) => record.throttled)).to.equal(false);
    }),
  );

  it("counts calls while it does not reject, and includes them when it rejects again", async () => {
    let clock = 0;
    await withSimulator({ clock: () => clock, settings: small({ enforceRateLimit: false }) }, async (sim) => {
      for (clock of [0, 0, 59_000, 59_000]) expect((await importRows(sim, rows(1))).status).to.equal(200);
      clock = 61_000;
      sim.configure({ enforceRateLimit: true });
      expect((await importRows(sim, rows(1))).status).to.equal(429);
    })();
  });

  it(
    "counts one app in two tenants separately",
    withSimulator(
      {
        settings: { limits: { import: { calls: 1, perSeconds: 60 } } },
        apps: [APP, { ...APP, tenant_id: "other" }],
      },
      async (sim) => {
        const importAs = async (tenant: string) => {
          const { access_token } = (await askToken(sim, {}, tenant)).json;
          const headers = { authorization: `Bearer ${access_token}`, "content-type": "application/json" };
          const body = JSON.stringify({ Indicators: rows(1) });
          return (await call(sim, IMPORT, { method: "POST", headers, body })).status;
        };
        expect(await importAs(APP.tenant_id)).to.equal(200);
        expect(await importAs("other")).to.equal(200);
        expect(await importAs("other")).to.equal(429);
      },
    ),
  );

  const hints: [hint: "seconds" | "date" | "none", header: string | null][] = [
    ["seconds", "60"],
    ["date", "Tue, 01 Jan 2030 00:01:01 GMT"],
    ["none", null],
  ];
  for (const [throttleHint, header] of hints) {
    it(
      `states the wait as ${throttleHint}`,
      withSimulator({ clock: () => 0, now: () => NOW, settings: small({ throttleHint }) }, async (sim) => {
        await importRows(sim, rows(1));
        await importRows(sim, rows(1));
        const { status, headers, text } = await importRows(sim, rows(1));
        expect([status, headers.get("retry-after")]).to.deep.equal([429, header]);
        expect(text).to.not.include("again in");
      }),
    );
  }

  it(
    "returns the documented code if configured",
    withSimulator({ clock: () => 0, settings: small({ throttleCode: "TooManyRequests" }) }, async (sim) => {
      await importRows(sim, rows(1));
      await importRows(sim, rows(1));
      expect((await importRows(sim, rows(1))).json.error.code).to.equal("TooManyRequests");
    }),
  );

  it("records the arrival of the head, not the end of the body", async () => {
    let clock = 5;
    await withSimulator({ clock: () => clock }, async (sim) => {
      const headers = { authorization: await bearer(sim), "content-type": "application/json" };
      const sent = request(sim.url + IMPORT, { method: "POST", headers });
      sent.flushHeaders();
      await until(() => sim.requests().length > 0);
      clock = 99;
      sent.end(JSON.stringify({ Indicators: rows(1) }));
      const [response] = (await once(sent, "response")) as [IncomingMessage];
      response.resume();
      expect(response.statusCode).to.equal(200);
      expect(sim.requests()[0]?.at).to.equal(5);
    })();
  });
});

describe("simulator: busiestWindow", () => {
  const at = (...times: number[]) => times.map((time) => ({ at: time }) as RequestRecord);
  const cases: [records: RequestRecord[], windowMs: number, expected: number][] = [
    [at(), 10, 0],
    [at(1), 10, 1],
    [at(0, 10), 10, 1],
    [at(0, 9.999), 10, 2],
    [at(0, 5, 10, 14.9, 20), 10, 3],
    [at(20, 0, 5, 14.9, 10), 10, 3],
    [at(3, 3, 3), 1, 3],
  ];
  for (const [records, windowMs, expected] of cases) {
    it(`finds ${expected} in ${windowMs} ms of [${records.map((record) => record.at).join(" ")}]`, () => {
      expect(busiestWindow(records, windowMs)).to.equal(expected);
    });
  }
});
