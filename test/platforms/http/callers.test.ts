// Callers of the HTTP service: a caller with two profiles and one action, at every route.
import { expect } from "chai";
import { Callers } from "../../../platforms/http/callers.js";
import { Profiles } from "../../../platforms/http/profiles.js";
import { importOf, rows } from "../../support/rows.js";
import { twoCallers } from "./two_callers.js";
import { useSimulator } from "../shared/process.js";
import { ask, open, type Question, responseOf, type Served, until, useService } from "./service.js";

const soarKey = "the-key-of-the-soar";
const newSoarKey = "the-next-key-of-the-soar";
const otherKey = "the-key-of-the-other";
const callers = twoCallers([soarKey, newSoarKey], otherKey);

/** Sends nothing of a body that it announces, so that only a response before the body is one. */
async function askWithoutBody(url: string, key: string): Promise<{ status: number; code: unknown }> {
  const asking = open(url, {
    method: "POST",
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      "content-length": "1000",
    },
  });
  asking.flushHeaders();
  const { status, json } = await responseOf(asking);
  asking.destroy();
  return { status, code: json?.["code"] };
}

describe("http: callers", () => {
  const simulator = useSimulator();
  const serve = useService(simulator);
  const served = (): Promise<Served> => {
    const asset = simulator().asset();
    return serve({ profiles: { one: asset, two: asset, three: asset, four: asset }, callers });
  };
  const as =
    (key: string) =>
    (url: string, question: Question = {}) =>
      ask(url, { ...question, headers: { ...question.headers, authorization: `Bearer ${key}` } });
  const [soar, other] = [as(soarKey), as(otherKey)];
  const post = (body: unknown = importOf(rows(1))): Question => ({ method: "POST", body });

  for (const path of ["/actions/import_indicators", "/actions/import_indicators/jobs"]) {
    describe(`POST ${path}`, () => {
      it("runs the action for both profiles of the caller", async () => {
        const { url } = await served();
        for (const profile of ["one", "two"])
          expect((await soar(`${url}${path}?profile=${profile}`, post())).status).to.be.oneOf([200, 202]);
      });

      it("rejects every other profile before the body is read, whether it exists or not", async () => {
        const { url } = await served();
        for (const profile of ["three", "four", "nowhere", "__proto__", ""])
          expect(await askWithoutBody(`${url}${path}?profile=${profile}`, soarKey)).to.deep.equal({
            status: 403,
            code: "Forbidden",
          });
        expect(simulator().requests()).to.deep.equal([]);
      });

      it("rejects every other action before the body is read, whether it exists or not", async () => {
        const { url } = await served();
        for (const action of ["get_indicators", "delete_indicator_by_id", "nowhere", "__proto__"]) {
          const target = `${url}${path.replace("import_indicators", action)}?profile=one`;
          expect(await askWithoutBody(target, soarKey)).to.deep.equal({ status: 403, code: "Forbidden" });
        }
      });

      it("does not choose between two profiles, and chooses the only one", async () => {
        const { url } = await served();
        const { status, json } = await soar(url + path, post());
        expect([status, json?.["code"]]).to.deep.equal([400, "InvalidOption"]);
        expect(json?.["hint"]).to.match(/Profiles: one, two\.$/);
        expect((await other(url + path, post())).status).to.be.oneOf([200, 202]);
      });

      it("rejects a missing and a wrong key before the body is read", async () => {
        const { url } = await served();
        for (const key of ["", "a-key-of-these-tests", `${soarKey}x`, soarKey.slice(1)])
          expect(await askWithoutBody(`${url}${path}?profile=one`, key)).to.deep.equal({
            status: 401,
            code: "Unauthorized",
          });
      });
    });
  }

  it("GET /actions lists the actions of the caller only", async () => {
    const { url } = await served();
    const names = async (ask_: typeof soar) =>
      ((await ask_(`${url}/actions`)).json as { actions: { name: string }[] }).actions.map(
        ({ name }) => name,
      );
    expect(await names(soar)).to.deep.equal(["import_indicators"]);
    expect(await names(other)).to.have.members(["import_indicators", "get_indicators"]);
  });

  it("GET /profiles lists the profiles of the caller only", async () => {
    const { url } = await served();
    expect((await soar(`${url}/profiles`)).json).to.deep.equal({ profiles: ["one", "two"] });
    expect((await other(`${url}/profiles`)).json).to.deep.equal({ profiles: ["three"] });
    expect((await other(`${url}/assets`)).json).to.deep.equal({ assets: ["three"] });
  });

  it("GET /ready, which needs no key, names no profile", async () => {
    const { url } = await serve({
      profiles: { one: simulator().asset() },
      unusable: ["two", "three"],
      callers,
    });
    expect((await ask(`${url}/ready`)).json).to.deep.equal({ status: "ready" });
    const { unusable } = (await soar(`${url}/profiles`)).json as { unusable: { profile: string }[] };
    expect(unusable.map(({ profile }) => profile)).to.deep.equal(["two"]);
  });

  it("GET /openapi.json describes the actions of the caller only", async () => {
    const { url } = await served();
    const { json } = await soar(`${url}/openapi.json`);
    const paths = Object.keys((json as { paths: object }).paths);
    expect(paths.filter((path) => path.startsWith("/actions/"))).to.deep.equal([
      "/actions/import_indicators",
      "/actions/import_indicators/jobs",
    ]);
    expect(paths).to.include.members(["/actions", "/jobs", "/profiles"]);
  });

  for (const [method, path] of [
    ["GET", ""],
    ["GET", "/result"],
    ["DELETE", ""],
  ] as const) {
    it(`${method} /jobs/ID${path} responds 404 to another caller, as for a job that does not exist`, async () => {
      const { url } = await served();
      const started = await soar(`${url}/actions/import_indicators/jobs?profile=one`, post());
      const id = String(started.json?.["id"]);
      const stateOf = async () => (await soar(`${url}/jobs/${id}`)).json?.["state"];
      await until(async () => (await stateOf()) === "finished");
      const foreign = await other(`${url}/jobs/${id}${path}`, { method });
      const none = await other(`${url}/jobs/${id.replace(/^./, "x")}${path}`, { method });
      expect(foreign.status).to.equal(404);
      expect(foreign.json).to.deep.equal(none.json);
      expect(foreign.json?.["code"]).to.equal("UnknownJob");
      expect(await stateOf()).to.equal("finished");
      expect((await soar(`${url}/jobs/${id}/result`)).status).to.equal(200);
    });
  }

  it("GET /jobs lists the jobs of the caller only, whichever of its keys is used", async () => {
    const { url } = await served();
    const started = await soar(`${url}/actions/import_indicators/jobs?profile=one`, post());
    const ids = async (ask_: typeof soar) =>
      ((await ask_(`${url}/jobs`)).json as { jobs: { id: string }[] }).jobs.map(({ id }) => id);
    expect(await ids(soar)).to.deep.equal([started.json?.["id"]]);
    expect(await ids(as(newSoarKey))).to.deep.equal([started.json?.["id"]]);
    expect(await ids(other)).to.deep.equal([]);
  });

  it("GET /runs/ID/warnings responds 404 to another caller", async () => {
    const { url } = await served();
    const { headers } = await soar(`${url}/actions/import_indicators?profile=one`, post());
    const path = `${url}/runs/${String(headers["run-id"])}/warnings`;
    expect((await other(path)).status).to.equal(404);
    expect((await soar(path)).status).to.equal(200);
  });

  it("POST /mcp offers the action and the profiles of the caller only, and responds 403 to anything else", async () => {
    const { url, log } = await served();
    const send = (method: string, params: object) => {
      const body = { jsonrpc: "2.0", id: 1, method, params };
      const headers = { accept: "application/json, text/event-stream" };
      return soar(`${url}/mcp`, { method: "POST", body, headers });
    };
    const { text: tools } = await send("tools/list", {});
    expect([...tools.matchAll(/"name":"(\w+)","title"/g)].map(([, name]) => name)).to.deep.equal([
      "import_indicators",
    ]);
    expect(tools).to.contain('"enum":["one","two"]').and.not.contain("three");
    const call = (name: string, profile: string) =>
      send("tools/call", { name, arguments: { ...importOf(rows(1)), profile } });
    for (const [name, profile] of [
      ["import_indicators", "three"],
      ["import_indicators", "nowhere"],
      ["get_indicators", "one"],
      ["no_action", "one"],
    ] as const) {
      const { status, json } = await call(name, profile);
      expect([status, json?.["code"]], `${name} ${profile}`).to.deep.equal([403, "Forbidden"]);
    }
    expect(simulator().requests()).to.deep.equal([]);
    expect((await call("import_indicators", "two")).text).to.not.contain('"isError":true');
    expect(simulator().requests()).to.have.length(1);
    expect(log.at(-1)).to.match(/^POST \/mcp 200, action import_indicators, caller \w+, profile two, run /);
  });

  it("needs no key for the health of the service and for the page", async () => {
    const { url } = await served();
    for (const path of ["/health", "/ready", "/"])
      expect((await ask(url + path, { headers: { authorization: "" } })).status).to.equal(200);
  });

  it("rejects paths that do not exist only after the key", async () => {
    const { url } = await served();
    expect((await soar(`${url}/nowhere`)).status).to.equal(404);
    expect((await as("wrong-key")(`${url}/nowhere`)).status).to.equal(401);
    expect((await as("wrong-key")(`${url}/%`)).status).to.equal(401);
  });

  it("names the caller and the profile in the log, also of a forbidden request and of a job", async () => {
    const { url, log } = await served();
    await soar(`${url}/actions/import_indicators?profile=one`, post());
    await soar(`${url}/actions/import_indicators?profile=three`, post());
    await soar(`${url}/actions/get_indicators?profile=one`, post({}));
    await soar(`${url}/actions/secret-name?profile=one`, post({}));
    await soar(`${url}/actions/import_indicators/jobs?profile=two`, post());
    await until(() => log.some((line) => line.startsWith("job ")));
    await until(() => log.length === 6);
    const text = log.join("\n");
    expect(text).to.match(/^POST \/actions\/import_indicators 200, caller soar, profile one, run /m);
    expect(text).to.match(
      /^POST \/actions\/import_indicators 403 Forbidden, caller soar, profile three, \d+ ms$/m,
    );
    expect(text).to.match(/^POST \/actions\/get_indicators 403 Forbidden, caller soar, \d+ ms$/m);
    expect(text).to.match(/^POST \/actions\/:name 403 Forbidden, caller soar, \d+ ms$/m);
    expect(text).to.match(/^job \S+ ended: 200, action import_indicators, caller soar, profile two, /m);
    expect(text).to.not.contain(soarKey).and.not.to.contain("secret-name");
  });

  it("compares with the keys of every caller", () => {
    const all = new Callers(callers, new Profiles(new Map()));
    expect(all.of(`Bearer ${soarKey}`)?.name).to.equal("soar");
    expect(all.of(`bearer  ${newSoarKey}`)?.name).to.equal("soar");
    expect(all.of(`Bearer ${otherKey}`)?.name).to.equal("other");
    for (const header of [
      undefined,
      "",
      soarKey,
      "Bearer",
      "Bearer ",
      `Basic ${soarKey}`,
      `Bearer ${soarKey} x`,
    ])
      expect(all.of(header)).to.equal(undefined);
  });
});
