// Start, close, TLS, latency, and clients that disconnect.
import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { request as secureRequest } from "node:https";
import { expect } from "chai";
import { type Simulator, startSimulator } from "../../../simulator/index.js";
import { identity } from "../../support/certificate.js";
import { bearer, call, failure, IMPORT, importRows, LIST, rows, until, withSimulator } from "../helpers.js";

const raw = async (sim: Simulator, text: string): Promise<Socket> => {
  const socket = connect(sim.port, "127.0.0.1");
  // The simulator destroys the socket, and the tests wait for that.
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.write(text);
  return socket;
};
describe("simulator: server", () => {
  it(
    "listens on a free loopback port and returns a matching asset",
    withSimulator({}, async (sim) => {
      expect(sim.url).to.equal(`http://127.0.0.1:${sim.port}`);
      expect(sim.asset()).to.deep.equal({
        url: sim.url,
        graph_url: sim.url,
        sentinel_url: sim.url,
        login_url: sim.url,
        tenant_id: "11111111-1111-4111-8111-111111111111",
        client_id: "22222222-2222-4222-8222-222222222222",
        client_secret: "simulator-secret",
      });
      expect(sim.asset({ client_secret: "x", scope: ["y"] })).to.deep.include({
        client_secret: "x",
        scope: ["y"],
      });
    }),
  );

  it(
    "runs in parallel with another simulator, and rejects a port that is in use",
    withSimulator({}, async (sim) => {
      await withSimulator({}, async (other) => {
        await importRows(other, rows(1));
        expect(sim.indicators()).to.deep.equal([]);
      })();
      expect(await failure(startSimulator({ port: sim.port }))).to.include({ code: "EADDRINUSE" });
    }),
  );

  it("closes twice, and with idle and half-open connections", async () => {
    const sim = await startSimulator();
    await call(sim, LIST);
    const idle = await raw(sim, "");
    const half = await raw(
      sim,
      "POST /api/indicators/import HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{",
    );
    await until(() => sim.requests().length === 2);
    const gone = Promise.all([once(idle, "close"), once(half, "close")]);
    await sim.close();
    await sim.close();
    await gone;
    await failure(fetch(sim.url));
  });

  it("closes while a response is still delayed", async () => {
    const sim = await startSimulator({ settings: { latencyMs: 3_600_000 } });
    const pending = failure(fetch(sim.url + LIST));
    await until(() => sim.requests().length === 1);
    await sim.close();
    expect((await pending).message).to.equal("fetch failed");
  });

  it(
    "delays every API response after processing if configured",
    withSimulator({}, async (sim) => {
      sim.configure({ latencyMs: 1 });
      expect((await importRows(sim, rows(1))).status).to.equal(200);
    }),
  );

  it("serves https", async () => {
    const { cert, key } = await identity(["127.0.0.1"]);
    await withSimulator({ tls: { key, cert } }, async (sim) => {
      expect(sim.url).to.equal(`https://127.0.0.1:${sim.port}`);
      const path = `/${sim.app.tenant_id}/v2.0/.well-known/openid-configuration`;
      const body = await new Promise<string>((resolve, reject) => {
        secureRequest(sim.url + path, { ca: cert, agent: false }, (response) => {
          response.setEncoding("utf8").on("data", resolve);
        })
          .on("error", reject)
          .end();
      });
      expect(JSON.parse(body).token_endpoint).to.match(new RegExp(`^${sim.url}/`));
    })();
  });

  it(
    "survives a client that disconnects while it sends its body, and records no status",
    withSimulator({}, async (sim) => {
      const socket = await raw(sim, `POST ${IMPORT} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{`);
      await until(() => sim.requests().length === 1);
      socket.destroy();
      await once(socket, "close");
      expect((await call(sim, LIST)).status).to.equal(200);
      expect(sim.requests()[0]).to.include({ status: null, rows: null });
    }),
  );

  it(
    "returns 404 for an address that cannot be parsed",
    withSimulator({}, async (sim) => {
      const socket = await raw(sim, "GET / HTTP/1.1\r\nHost: [\r\nConnection: close\r\n\r\n");
      const [head] = (await once(socket, "data")) as [Buffer];
      expect(head.toString()).to.match(/^HTTP\/1\.1 404 /);
      socket.destroy();
    }),
  );

  it(
    "returns copies, so that a test cannot change the records",
    withSimulator({}, async (sim) => {
      await importRows(sim, rows(1));
      for (const record of sim.requests()) record.status = 500;
      for (const indicator of sim.indicators()) indicator.title = "changed";
      expect(sim.requests()[0]?.status).to.equal(200);
      expect(sim.indicators()[0]?.title).to.equal("Row 0");
    }),
  );

  it(
    "keeps tokens valid that were issued before the settings changed",
    withSimulator({}, async (sim) => {
      const headers = { authorization: await bearer(sim) };
      sim.configure({ opaqueTokens: true });
      expect((await call(sim, LIST, { headers })).status).to.equal(200);
    }),
  );
});
