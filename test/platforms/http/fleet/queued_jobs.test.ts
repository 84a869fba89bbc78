// Jobs of a service with a database: workers run them, and they survive the service.
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import { importOf, row, rows } from "../../../support/rows.js";
import { FleetRig } from "../../fleet/fleet_rig.js";
import { badRow } from "../../shared/process.js";
import { ask, key, type Question, type Response, until } from "../service.js";

const otherKey = "a-key-of-another-caller";

const as =
  (own: string) =>
  (url: string, question: Question = {}) =>
    ask(url, { ...question, headers: { ...question.headers, authorization: `Bearer ${own}` } });

const placeOf = ({ headers }: Response): string => headers.location as string;

const value = ({ json }: Response): { isFailed: boolean; failureReason: string | null }[] =>
  (json as { json_body: { value: [] } }).json_body.value;

describe("http: jobs in the database", () => {
  let rig: FleetRig;
  before(async () => {
    rig = await FleetRig.start();
  });
  after(() => rig.close());

  const start = () => {
    rig.simulator.reset();
    return rig.reset({ one: rig.simulator.asset(), two: rig.simulator.asset() });
  };

  const begin = (url: string, body: unknown, query = "?profile=one", asking: typeof ask = ask) =>
    asking(`${url}/actions/import_indicators/jobs${query}`, { method: "POST", body });

  const ended = async (place: string, asking: typeof ask = ask): Promise<Response> => {
    const isOver = async () =>
      !["queued", "running"].includes(String((await asking(place)).json?.["status"]));
    await until(isOver);
    return asking(place);
  };

  /** Returns a configuration with two callers, which may use both profiles. */
  const callers = (): string => {
    const entry = (name: string, own: string) => {
      rig.file(`${name}.keys`, own);
      return { name, key_file: `${name}.keys`, profiles: ["one", "two"], actions: ["import_indicators"] };
    };
    const profiles = { one: rig.simulator.asset(), two: rig.simulator.asset() };
    const serve = { callers: [entry("soar", key), entry("other", otherKey)] };
    return rig.file("callers.json", JSON.stringify({ profiles, serve }));
  };

  it("are queued without a profile, run by a worker, and return the result of a direct run", async () => {
    await start();
    const { url } = await rig.serve(key);
    const input = importOf([...rows(3), badRow]);
    const begun = await begin(url, input);
    const { jobId, queuedAt } = begun.json as { jobId: string; queuedAt: string };
    expect([begun.status, placeOf(begun)]).to.deep.equal([202, `/jobs/${jobId}`]);
    expect(begun.json).to.deep.equal({
      jobId,
      action: "import_indicators",
      profile: "one",
      status: "queued",
      rows: 4,
      processed: 0,
      failed: 0,
      queuedAt,
      startedAt: null,
      endedAt: null,
      worker: null,
      errorCode: null,
      errorMessage: null,
    });
    const early = await ask(`${url}/jobs/${jobId}/result`);
    expect([early.status, early.json?.["code"]]).to.deep.equal([409, "NotFinished"]);
    expect(rig.simulator.requests()).to.deep.equal([]);
    await rig.worker().ready;
    const job = await ended(`${url}/jobs/${jobId}`);
    expect(job.json).to.include({ status: "succeeded", processed: 4, failed: 1 });
    expect(job.json).to.deep.equal(await rig.json("jobs", "show", jobId, "--json"));
    expect((await ask(`${url}/jobs`)).json).to.deep.equal({ jobs: [job.json] });
    const result = await ask(`${url}/jobs/${jobId}/result`);
    expect(result.status).to.equal(200);
    rig.simulator.reset();
    const { url: direct } = await rig.serve(key, "--config", rig.config);
    const own = await ask(`${direct}/actions/import_indicators?profile=one`, { method: "POST", body: input });
    expect(result.json?.["json_body"]).to.deep.equal(own.json?.["json_body"]);
  });

  it("are as the document of the service describes them", async () => {
    await start();
    const { url } = await rig.serve(key);
    const document = (await ask(`${url}/openapi.json`)).json as {
      paths: Record<
        string,
        { get: { responses: Record<string, { content: Record<string, { schema: object }> }> } }
      >;
    };
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(document, "document");
    const begun = await begin(url, importOf(rows(1)));
    await ask(url + placeOf(begun), { method: "DELETE" });
    for (const path of ["/jobs", "/jobs/{id}", "/fleet"]) {
      const { json } = await ask(url + path.replace("/jobs/{id}", placeOf(begun)));
      const schema = JSON.stringify(
        document.paths[path]?.get.responses["200"]?.content["application/json"]?.schema,
      );
      const whole = JSON.parse(schema.replaceAll('"#/', '"document#/')) as object;
      expect(ajv.validate(whole, json), `${path}: ${ajv.errorsText()}`).to.equal(true);
    }
    const declared = ajv.getSchema("document#/components/schemas/Job")?.schema;
    expect(declared).to.have.deep.property("required", Object.keys(begun.json ?? {}));
  });

  it("run with the options of the request", async () => {
    await start();
    const { url } = await rig.serve(key);
    const given = importOf([row(1, { indicatorValue: "B.example" })]);
    const place = url + placeOf(await begin(url, given, "?profile=one&normalize=true"));
    const plan = url + placeOf(await begin(url, given, "?profile=one&dry_run=true"));
    await rig.worker().ready;
    await ended(place);
    await ended(plan);
    expect(rig.simulator.indicators().map(({ indicatorValue }) => indicatorValue)).to.deep.equal([
      "b.example",
    ]);
    expect((await ask(`${plan}/result`)).json)
      .to.have.property("json_body")
      .that.includes({ rows: 1 });
  });

  it("survive the service, and stay with their caller on every service", async () => {
    await start();
    const config = callers();
    const first = await rig.serve("", "--config", config);
    const place = placeOf(await begin(first.url, importOf(rows(2))));
    first.child.kill("SIGTERM");
    expect((await first.ended).code).to.equal(0);
    const { url } = await rig.serve("", "--config", config);
    await rig.worker().ready;
    expect((await ended(url + place)).json).to.include({ status: "succeeded", processed: 2 });
    const other = as(otherKey);
    for (const [method, path] of [
      ["GET", ""],
      ["GET", "/result"],
      ["DELETE", ""],
    ] as const) {
      const foreign = await other(`${url}${place}${path}`, { method });
      const none = await other(`${url}/jobs/none${path}`, { method });
      expect([foreign.status, foreign.json], method + path).to.deep.equal([404, none.json]);
      expect(foreign.json?.["code"]).to.equal("UnknownJob");
    }
    expect((await other(`${url}/jobs`)).json).to.deep.equal({ jobs: [] });
    expect(value(await ask(`${url}${place}/result`))).to.have.length(2);
    const { url: single } = await rig.serve(key);
    expect((await ask(single + place)).status).to.equal(404);
  });

  it("are queued only for the profiles and the actions of the caller", async () => {
    await start();
    const { url } = await rig.serve("", "--config", callers());
    const codes: unknown[] = [];
    for (const [action, query] of [
      ["import_indicators", "?profile=three"],
      ["get_indicators", "?profile=one"],
      ["import_indicators", ""],
      ["import_indicators", "?profile=one&nothing=1"],
    ] as const) {
      const body = importOf(rows(1));
      const { json } = await ask(`${url}/actions/${action}/jobs${query}`, { method: "POST", body });
      codes.push(json?.["code"]);
    }
    codes.push((await begin(url, {})).json?.["code"]);
    expect(codes).to.deep.equal(["Forbidden", "Forbidden", "InvalidOption", "InvalidOption", "InvalidInput"]);
    expect((await ask(`${url}/jobs`)).json).to.deep.equal({ jobs: [] });
  });

  it("are rejected without the name of a profile, or with a name that no profile can have", async () => {
    await start();
    const { url } = await rig.serve(key);
    for (const query of ["", "?profile=", "?profile=%3Cb%3E", `?profile=${"a".repeat(65)}`])
      expect((await begin(url, importOf(rows(1)), query)).json).to.include({ code: "InvalidOption" });
  });

  it("are cancelled before a worker takes them: every row reports that it was not sent", async () => {
    await start();
    const { url } = await rig.serve(key);
    const place = url + placeOf(await begin(url, importOf(rows(3))));
    const cancelled = await ask(place, { method: "DELETE" });
    expect([cancelled.status, cancelled.json?.["status"]]).to.deep.equal([202, "cancelled"]);
    const { status, json } = await ask(`${place}/result`);
    expect([status, json?.["code"]]).to.deep.equal([503, "Cancelled"]);
    const { output } = json as { output: { json_body: { value: { failureReason: string }[] } } };
    expect(output.json_body.value.map(({ failureReason }) => failureReason.split(":")[0])).to.deep.equal([
      "NotSent",
      "NotSent",
      "NotSent",
    ]);
    expect((await ask(place, { method: "DELETE" })).status).to.equal(204);
    expect((await ask(place)).json).to.include({ code: "UnknownJob" });
  });

  it("are cancelled while they run: rows with a result keep it", async () => {
    await start();
    rig.simulator.configure({ latencyMs: 300 });
    const { url } = await rig.serve(key);
    await rig.worker().ready;
    const place = url + placeOf(await begin(url, importOf(rows(8000))));
    await until(() => rig.simulator.indicators().length > 0);
    expect((await ask(place, { method: "DELETE" })).status).to.equal(202);
    expect((await ended(place)).json).to.include({ status: "cancelled" });
    const results = value(await ask(`${place}/result`));
    const inside = results.filter(({ isFailed }) => !isFailed).length;
    expect([results.length, inside]).to.deep.equal([8000, rig.simulator.indicators().length]);
    expect(inside).to.be.within(1, 7999);
  });

  it("fail if no worker has the profile, with its name", async () => {
    await start();
    const { url } = await rig.serve(key);
    const place = url + placeOf(await begin(url, importOf(rows(1)), "?profile=absent"));
    await rig.worker().ready;
    const job = await ended(place);
    expect(job.json).to.include({ status: "failed", errorCode: "MissingProfile" });
    const { json } = await ask(`${place}/result`);
    expect(json).to.include({ code: "MissingProfile" });
    expect(json?.["message"]).to.include("absent");
  });

  it("need no profile if their action needs no asset", async () => {
    await start();
    const { url } = await rig.serve(key);
    const body = { json_body: { content: "198.51.100.7\n", defaults: { action: "Block" } } };
    const begun = await ask(`${url}/actions/parse_indicators/jobs`, { method: "POST", body });
    await rig.worker().ready;
    expect((await ended(url + placeOf(begun))).json).to.include({ status: "succeeded", profile: "" });
    expect((await ask(`${url}${placeOf(begun)}/result`)).text).to.include("198.51.100.7");
  });
});
