// What a caller with two profiles and one action gets from every route. The routes are those that the server has.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { expect } from "chai";
import type { FastifyInstance, RouteOptions } from "fastify";
import { importOf, rows } from "../../support/rows.js";
import { twoCallers } from "./two_callers.js";
import { useSimulator } from "../shared/process.js";
import { ask, type Response, type Served, until, useService } from "./service.js";

const [soarKey, otherKey] = ["the-key-of-the-soar", "the-key-of-the-other"];
const callers = twoCallers([soarKey], otherKey);

/** What the other caller has left in the service. */
interface Foreign {
  readonly url: string;
  readonly job: string;
  readonly run: string;
}

const send = (key: string, url: string, method = "GET", body?: unknown): Promise<Response> =>
  ask(url, {
    method,
    body,
    headers: { authorization: `Bearer ${key}`, accept: "application/json, text/event-stream" },
  });

const codeOf = ({ status, json }: Response): unknown[] => [status, json?.["code"]];
const forbidden = [403, "Forbidden"];

/** An action route rejects every other action and every other profile, whether it exists or not. */
const onlyOwn =
  (more = "") =>
  async ({ url }: Foreign): Promise<void> => {
    const input = importOf(rows(1));
    for (const [action, profile] of [
      ["get_indicators", "one"],
      ["nowhere", "one"],
      ["import_indicators", "three"],
      ["import_indicators", "nowhere"],
      ["get_indicators", "three"],
    ])
      expect(
        codeOf(await send(soarKey, `${url}/actions/${action}${more}?profile=${profile}`, "POST", input)),
        `${action} ${profile}`,
      ).to.deep.equal(forbidden);
  };

/** A list contains nothing of the other caller. */
const lists =
  (path: string, own?: string) =>
  async ({ url, job }: Foreign): Promise<void> => {
    const { status, text } = await send(soarKey, url + path);
    expect(status).to.equal(200);
    for (const foreign of ["three", "get_indicators", job]) expect(text).to.not.include(foreign);
    if (own !== undefined) expect(text).to.include(own);
    expect((await send(otherKey, url + path)).text).to.match(/three|get_indicators|"jobs":\[\{/);
  };

/** A thing of the other caller does not exist. */
const unknown =
  (path: (foreign: Foreign) => string, code: string, method = "GET") =>
  async (foreign: Foreign): Promise<void> => {
    expect(codeOf(await send(soarKey, foreign.url + path(foreign), method))).to.deep.equal([404, code]);
  };

const mcp = async ({ url }: Foreign): Promise<void> => {
  const call = (name: string, profile: string): Promise<Response> => {
    const params = { name, arguments: { ...importOf(rows(1)), profile } };
    return send(soarKey, `${url}/mcp`, "POST", { jsonrpc: "2.0", id: 1, method: "tools/call", params });
  };
  expect(codeOf(await call("get_indicators", "one"))).to.deep.equal(forbidden);
  expect(codeOf(await call("import_indicators", "three"))).to.deep.equal(forbidden);
  expect(codeOf(await call("nowhere", "nowhere"))).to.deep.equal(forbidden);
};

/** What each route that needs a key does. A new route belongs here. */
const routes: Readonly<Record<string, (foreign: Foreign) => Promise<void>>> = {
  "GET /actions": lists("/actions", "import_indicators"),
  "GET /openapi.json": async ({ url }) => {
    const { paths } = (await send(soarKey, `${url}/openapi.json`)).json as { paths: object };
    expect(Object.keys(paths).filter((path) => /^\/actions\/./.test(path))).to.deep.equal([
      "/actions/import_indicators",
      "/actions/import_indicators/jobs",
    ]);
  },
  "GET /profiles": lists("/profiles", "one"),
  "GET /assets": lists("/assets", "two"),
  "POST /actions/:name": onlyOwn(),
  "POST /actions/:name/jobs": onlyOwn("/jobs"),
  "GET /runs/:id/warnings": unknown(({ run }) => `/runs/${run}/warnings`, "UnknownRun"),
  "GET /jobs": lists("/jobs"),
  "GET /jobs/:id": unknown(({ job }) => `/jobs/${job}`, "UnknownJob"),
  "GET /jobs/:id/result": unknown(({ job }) => `/jobs/${job}/result`, "UnknownJob"),
  "DELETE /jobs/:id": unknown(({ job }) => `/jobs/${job}`, "UnknownJob", "DELETE"),
  "GET /metrics": lists("/metrics", "defender_requests_total"),
  "POST /mcp": mcp,
};

/** Routes without a key. They contain nothing of a caller. */
const open = [
  "GET /",
  "GET /health",
  "GET /page/fleet.js",
  "GET /page/page.css",
  "GET /page/page.js",
  "GET /page/swagger-ui.css",
  "GET /page/swagger-ui.js",
  "GET /ready",
];

describe("http: a caller with two profiles and one action, at every route", () => {
  const simulator = useSimulator();
  const serve = useService(simulator);
  const found: { readonly route: string; readonly isOpen: boolean }[] = [];
  const watch = (message: unknown): void => {
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook("onRoute", ({ method, url, config }: RouteOptions) => {
      for (const one of [method].flat())
        found.push({ route: `${one} ${url}`, isOpen: config?.isOpen === true });
    });
  };

  const served = async (): Promise<Foreign> => {
    found.length = 0;
    subscribe("fastify.initialization", watch);
    const asset = simulator().asset();
    const started: Served = await serve({ profiles: { one: asset, two: asset, three: asset }, callers });
    unsubscribe("fastify.initialization", watch);
    const { url } = started;
    const post = (path: string): Promise<Response> =>
      send(otherKey, `${url}/actions/import_indicators${path}?profile=three`, "POST", importOf(rows(1)));
    const run = String((await post("")).headers["run-id"]);
    const job = String((await post("/jobs")).json?.["id"]);
    await until(async () => (await send(otherKey, `${url}/jobs/${job}`)).json?.["state"] === "finished");
    return { url, job, run };
  };

  it("knows every route that the server has", async () => {
    await served();
    const all = found.filter(({ route }) => !route.startsWith("HEAD "));
    const names = (isOpen: boolean) =>
      all
        .filter((one) => one.isOpen === isOpen)
        .map(({ route }) => route)
        .toSorted();
    expect(names(true)).to.deep.equal(open);
    expect(names(false)).to.deep.equal(Object.keys(routes).toSorted());
  });

  for (const [route, check] of Object.entries(routes)) {
    it(`${route}: gets nothing of others, and nothing at all without its key`, async () => {
      const foreign = await served();
      const sent = simulator().requests().length;
      await check(foreign);
      expect(simulator().requests()).to.have.length(sent);
      const [method = "", path = ""] = route.split(" ");
      const target = `${foreign.url}${path.replace(":name", "import_indicators").replace(":id", foreign.job)}`;
      const heads = method === "GET" ? ["HEAD"] : [];
      for (const key of ["", "the-key-of-nobody"])
        for (const one of [method, ...heads])
          expect((await send(key, target, one)).status, `${one} ${key}`).to.equal(401);
      expect((await send(otherKey, `${foreign.url}/jobs/${foreign.job}/result`)).status).to.equal(200);
    });
  }
});
