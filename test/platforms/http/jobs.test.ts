// Jobs, and the end of a service: no result is ever lost.
import { once } from "node:events";
import { expect } from "chai";
import { Jobs } from "../../../platforms/http/jobs.js";
import { defaultLimits } from "../../../platforms/http/limits.js";
import { RunEventLog } from "../../../platforms/http/run_events.js";
import { importOf, row, rows } from "../../support/rows.js";
import { type Response, responseOf, ask, importOver, linesOf, open, until, useService } from "./service.js";
import { badRow, canary, useSimulator } from "../shared/process.js";

const begin = (url: string, body: unknown, query = ""): Promise<Response> =>
  ask(`${url}/actions/import_indicators/jobs${query}`, { method: "POST", body });

/** Returns the path of the started job. */
const placeOf = ({ headers }: Response): string => headers.location as string;

const finished = async (job: string): Promise<Response> => {
  await until(async () => ["finished", "cancelled"].includes(String((await ask(job)).json?.["state"])));
  return ask(job);
};

const results = (response: Response): { isFailed: boolean; failureReason: string | null }[] =>
  (response.json as { json_body: { value: [] } }).json_body.value;

describe("http: jobs", () => {
  const simulator = useSimulator();
  const serve = useService(simulator);

  it("responds 202 immediately, reports progress, and returns the result of a direct run", async () => {
    simulator().configure({ latencyMs: 50 });
    const { url, log } = await serve();
    const input = importOf([...rows(1200), badRow]);
    const begun = await begin(url, input);
    expect([begun.status, begun.json?.["state"]]).to.deep.equal([202, "running"]);
    const job = await finished(url + placeOf(begun));
    expect(job.json).to.include({
      action: "import_indicators",
      profile: "default",
      done: 1201,
      total: 1201,
      state: "finished",
      succeeded: 1200,
      failed: 1,
      notSent: 0,
      status: 200,
    });
    const result = await ask(url + String(job.json?.["result"]));
    simulator().reset();
    const direct = await importOver(url, input);
    expect(result.json?.["json_body"]).to.deep.equal(direct.json?.["json_body"]);
    const { id } = job.json as { id: string };
    const begunLine = log.find((line) => line.startsWith("POST "));
    expect(begunLine).to.match(
      /^POST \/actions\/import_indicators\/jobs 202, profile default, job \S+, \d+ ms$/,
    );
    expect(begunLine).to.include(`job ${id}`);
    expect(log.find((line) => line.startsWith("job "))).to.match(
      /^job \S+ ended: 200, action import_indicators, profile default, 1201 rows: 1200 succeeded, 1 failed, 0 not sent; 3 calls, /,
    );
  });

  it("reports the warnings of the run", async () => {
    const { url } = await serve();
    const begun = await begin(url, importOf([row(1, { indicatorValue: "B.example" })]), "?normalize=true");
    const { json } = await finished(url + placeOf(begun));
    const { warnings } = json as { warnings: { code: string; message: string; rows: number[] }[] };
    const [warning] = warnings;
    expect(warning).to.include({ code: "Normalized" }).and.have.deep.property("rows", [0]);
    expect(warning?.message).to.include("b.example");
  });

  it("reports that there is no result yet", async () => {
    simulator().configure({ latencyMs: 200 });
    const { url } = await serve();
    const place = url + placeOf(await begin(url, importOf(rows(1))));
    const { status, json } = await ask(`${place}/result`);
    expect([status, json?.["code"]]).to.deep.equal([409, "NotFinished"]);
    await finished(place);
  });

  it("cancels a job: results are kept, and the other rows report NotSent", async () => {
    simulator().configure({ latencyMs: 100 });
    const { url } = await serve();
    const place = url + placeOf(await begin(url, importOf(rows(8000))));
    await until(() => simulator().indicators().length > 0);
    const ending = await ask(place, { method: "DELETE" });
    expect([ending.status, ending.json?.["state"]]).to.deep.equal([202, "cancelling"]);
    expect(ending.json).to.not.have.any.keys("succeeded", "failed", "notSent");
    const job = await finished(place);
    const value = results(await ask(`${place}/result`));
    const inside = value.filter(({ isFailed }) => !isFailed).length;
    expect([value.length, inside]).to.deep.equal([8000, simulator().indicators().length]);
    expect(inside).to.be.within(1, 7999);
    expect(value.at(-1)?.failureReason).to.match(/^NotSent: /);
    expect(job.json).to.include({
      state: "cancelled",
      succeeded: inside,
      failed: 0,
      notSent: 8000 - inside,
      status: 200,
    });
  });

  it("reports a job as cancelled if nothing was sent", async () => {
    const rateLimits = { import: { calls: 1, per_seconds: 60 } };
    const { url } = await serve({ profiles: { default: simulator().asset({ rate_limits: rateLimits }) } });
    await importOver(url, importOf(rows(1)));
    const place = url + placeOf(await begin(url, importOf(rows(3))));
    await ask(place, { method: "DELETE" });
    const { json } = await finished(place);
    expect(json).to.include({ state: "cancelled", succeeded: 0, failed: 0, notSent: 3, status: 503 });
  });

  it("reports a job as finished if its cancellation came after the last call", async () => {
    simulator().configure({ latencyMs: 300 });
    const { url } = await serve();
    const place = url + placeOf(await begin(url, importOf(rows(3))));
    await until(() => simulator().requests().length > 0);
    expect((await ask(place, { method: "DELETE" })).json).to.include({ state: "cancelling" });
    expect((await finished(place)).json).to.include({ state: "finished", succeeded: 3, notSent: 0 });
  });

  it("reports no row counts for an action without rows, and its cancellation", async () => {
    const rateLimits = { indicators_per_minute: { calls: 1, per_seconds: 60 } };
    const { url } = await serve({ profiles: { default: simulator().asset({ rate_limits: rateLimits }) } });
    const list = async () =>
      url + placeOf(await ask(`${url}/actions/get_indicators/jobs`, { method: "POST", body: {} }));
    const whole = await finished(await list());
    expect(whole.json).to.include({ state: "finished" });
    expect(whole.json).to.not.have.any.keys("succeeded", "failed", "notSent");
    const place = await list();
    await ask(place, { method: "DELETE" });
    expect((await finished(place)).json).to.include({ state: "cancelled", status: 503 });
  });

  it("deletes a finished job on request", async () => {
    const { url } = await serve();
    const place = url + placeOf(await begin(url, importOf(rows(1))));
    await finished(place);
    expect((await ask(place, { method: "DELETE" })).status).to.equal(204);
    for (const path of [place, `${place}/result`])
      expect((await ask(path)).json).to.include({ code: "UnknownJob" });
    expect((await ask(`${url}/jobs`)).json).to.deep.equal({ jobs: [] });
  });

  it("lists the jobs from oldest to newest", async () => {
    const { url } = await serve();
    const places = [await begin(url, importOf(rows(1))), await begin(url, importOf(rows(2)))].map(placeOf);
    const { jobs } = (await ask(`${url}/jobs`)).json as { jobs: { id: string }[] };
    expect(jobs.map(({ id }) => `/jobs/${id}`)).to.deep.equal(places);
  });

  it("stores a failure as the result", async () => {
    const { url, log } = await serve({
      profiles: { default: simulator().asset({ client_secret: `${canary}x` }) },
    });
    const place = url + placeOf(await begin(url, importOf(rows(1))));
    expect((await finished(place)).json).to.include({ status: 502, code: "InvalidCredentials" });
    const { status, json, text } = await ask(`${place}/result`);
    expect([status, json?.["code"]]).to.deep.equal([502, "InvalidCredentials"]);
    expect(text).not.to.include(canary);
    expect(log.find((line) => line.startsWith("job "))).to.match(
      /^job \S+ ended: 502 InvalidCredentials, action import_indicators, profile default, 1 row: 0 succeeded, 0 failed, 1 not sent/,
    );
    const fetched = (): string | undefined => log.find((line) => line.startsWith("GET /jobs/:id/result "));
    await until(() => fetched() !== undefined);
    expect(fetched()).to.match(/^GET \/jobs\/:id\/result 502 InvalidCredentials, job \S+, \d+ ms$/);
  });

  for (const [what, path, body, status, code] of [
    ["an input that is broken", "/actions/import_indicators/jobs", {}, 400, "InvalidInput"],
    ["an unknown action", "/actions/nothing/jobs", {}, 404, "UnknownAction"],
    ["an unknown option", "/actions/import_indicators/jobs?x=1", {}, 400, "InvalidOption"],
    ["a wrong option", "/actions/import_indicators/jobs?overflow=last", {}, 400, "InvalidOption"],
    ["another action's option", "/actions/test_connection/jobs?dry_run=true", {}, 400, "InvalidOption"],
  ] as const) {
    it(`starts no job for ${what}`, async () => {
      const { url } = await serve();
      const response = await ask(url + path, { method: "POST", body });
      expect([response.status, response.json?.["code"]]).to.deep.equal([status, code]);
      expect((await ask(`${url}/jobs`)).json).to.deep.equal({ jobs: [] });
    });
  }

  it("rejects NDJSON", async () => {
    const { url } = await serve();
    const headers = { "content-type": "application/x-ndjson" };
    const { status } = await ask(`${url}/actions/import_indicators/jobs`, {
      method: "POST",
      headers,
      body: "{}",
    });
    expect(status).to.equal(415);
  });

  describe("with results that exceed the storage", () => {
    const limits = { resultBytes: 200_000 };

    it("are ended in order: sent rows have a result, and the response reports the others", async () => {
      const { url } = await serve({ limits });
      const place = url + placeOf(await begin(url, importOf(rows(20_000))));
      expect((await finished(place)).json).to.include({ state: "finished", status: 507, total: 20_000 });
      const { status, json, text } = await ask(`${place}/result`);
      expect(status).to.equal(507);
      expect(json).to.include({ code: "ResultTooLarge" });
      const { output } = json as { output: { json_body: { value: { isFailed: boolean }[] } } };
      const { value } = output.json_body;
      expect(value.every(({ isFailed }) => !isFailed)).to.equal(true);
      expect(simulator().indicators().length).to.equal(value.length);
      expect(value.length).to.be.within(500, 15_000);
      expect(json?.["message"]).to.equal(
        `The storage for results is full, so the job was ended: rows from row ${(value.length + 1).toLocaleString("en")} on were not sent.`,
      );
      expect(text.length).to.be.within(limits.resultBytes, 15_000 * 130);
    });

    it("are also ended if their rows are bad, and share one storage limit", async () => {
      const { url } = await serve({ limits });
      const bad = importOf(Array.from({ length: 20_000 }, () => 0));
      const begun = await Promise.all(Array.from({ length: 12 }, () => begin(url, bad)));
      const places = begun.filter(({ status }) => status === 202).map((response) => url + placeOf(response));
      const kept = await Promise.all(
        places.map(async (place) => {
          const { json } = await finished(place);
          expect(json).to.include({ status: 507 });
          return (await ask(`${place}/result`, { method: "HEAD" })).headers["content-length"];
        }),
      );
      const total = kept.reduce((sum, length) => sum + Number(length), 0);
      // Each of them may exceed the limit by a page of results.
      expect(total).to.be.within(limits.resultBytes, limits.resultBytes + places.length * 100_000);
      expect((await begin(url, bad)).json).to.include({ code: "Busy" });
    });

    it("replace results that were fetched", async () => {
      const { url } = await serve({ limits: { resultBytes: 120_000 } });
      const first = url + placeOf(await begin(url, importOf(rows(1000))));
      await finished(first);
      await ask(`${first}/result`);
      const second = url + placeOf(await begin(url, importOf(Array.from({ length: 1000 }, () => 0))));
      expect((await finished(second)).json).to.include({ status: 200 });
      expect((await ask(first)).json).to.include({ code: "UnknownJob" });
      expect(results(await ask(`${second}/result`)).length).to.equal(1000);
    });

    it("are not stored for an action without rows", async () => {
      const { url } = await serve({ limits });
      await importOver(url, importOf(rows(2000)));
      const place =
        url + placeOf(await ask(`${url}/actions/get_indicators/jobs`, { method: "POST", body: {} }));
      expect((await finished(place)).json).to.include({ status: 507 });
      expect((await ask(`${place}/result`)).json).to.include({ code: "ResultTooLarge" });
    });
  });

  it("returns the same result as a direct run, whatever the outcome of its rows", async () => {
    const asset = simulator().asset();
    const profiles = { default: asset, wrong: { ...asset, client_secret: `${canary}x` } };
    const { url } = await serve({ profiles });
    const given: [body: unknown, query: string][] = [
      [importOf([]), "?profile=default"],
      [importOf([0, badRow]), "?profile=default"],
      [importOf([row(1, { title: '\n\u2028"' })]), "?profile=default&validation=off"],
      [importOf(rows(3)), "?profile=default&preflight=true"],
      [importOf(rows(3)), "?profile=wrong"],
    ];
    for (const [body, query] of given) {
      const place = url + placeOf(await begin(url, body, query));
      await finished(place);
      const ofJob = await ask(`${place}/result`);
      const direct = await importOver(url, body, query);
      expect(ofJob.status, query).to.equal(direct.status);
      const shown = ({ json }: Response) => [json?.["code"], json?.["json_body"], json?.["output"]];
      expect(shown(ofJob), query).to.deep.equal(shown(direct));
    }
  });

  it("starts no more jobs than can be stored", async () => {
    const { url } = await serve({ limits: { jobs: 1 } });
    const place = url + placeOf(await begin(url, importOf(rows(1))));
    await finished(place);
    expect((await begin(url, importOf(rows(1)))).json).to.include({ code: "Busy" });
    await ask(`${place}/result`);
    expect((await begin(url, importOf(rows(1)))).status).to.equal(202);
    expect((await ask(place)).json).to.include({ code: "UnknownJob" });
  });
});

describe("http: stored jobs", () => {
  const start = () => ({ action: "a", profile: "b", events: new RunEventLog(), cancel: () => {} });
  const result = (bytes = 2) => ({ status: 200, body: Buffer.alloc(bytes), isCancelled: false });

  it("deletes results after an hour, but no running job", () => {
    let now = 0;
    const jobs = new Jobs(defaultLimits, () => now);
    const running = jobs.add(start());
    const done = jobs.add(start());
    done.finish(result());
    now = defaultLimits.keepMs;
    expect(jobs.all).to.deep.equal([running, done]);
    now += 1;
    expect(jobs.all).to.deep.equal([running]);
    expect(() => jobs.job(done.id)).to.throw("There is no job with this ID.");
  });

  it("deletes fetched results for new jobs, the oldest first, and no others", () => {
    const jobs = new Jobs({ ...defaultLimits, resultBytes: 100 }, () => 0);
    const [first, second, third] = [jobs.add(start()), jobs.add(start()), jobs.add(start())];
    for (const job of [first, second, third]) job.finish(result(40));
    expect(() => jobs.assertCapacity()).to.throw("with results that have not been fetched");
    jobs.fetch(second);
    jobs.fetch(third);
    jobs.assertCapacity();
    expect(jobs.all).to.deep.equal([first, third]);
  });

  it("waits until results are fetched, but no longer", async () => {
    const jobs = new Jobs({ ...defaultLimits, graceMs: 60_000 }, () => 0);
    const [one, other] = [jobs.add(start()), jobs.add(start())];
    one.finish(result());
    other.finish(result());
    const waiting = jobs.fetched();
    jobs.fetch(one);
    jobs.remove(other);
    await waiting;
    expect(jobs.unfetched).to.equal(0);
  });
});

describe("http: the end of a service", () => {
  const simulator = useSimulator();
  const serve = useService(simulator);

  it("does not count a result as fetched after HEAD or an incomplete download", async () => {
    const service = await serve({ limits: { graceMs: 5000 } });
    const begun = await begin(service.url, importOf(Array<typeof badRow>(30_000).fill(badRow)));
    const place = service.url + placeOf(begun);
    await finished(place);
    const head = await ask(`${place}/result`, { method: "HEAD" });
    expect([head.status, head.text]).to.deep.equal([200, ""]);
    const leaving = open(`${place}/result`, {});
    leaving.once("response", () => leaving.destroy());
    leaving.end();
    await once(leaving, "close");
    const stopped = service.stop();
    const taken = await ask(`${place}/result`);
    await stopped;
    expect(taken.status).to.equal(200);
    expect(results(taken)).to.have.length(30_000);
  });

  it("completes calls in progress and returns a result for every row", async () => {
    simulator().configure({ latencyMs: 100 });
    const service = await serve();
    const running = importOver(service.url, importOf(rows(8000)));
    await until(() => simulator().indicators().length > 0);
    const stopped = service.stop();
    const response = await running;
    await stopped;
    const value = results(response);
    const inside = value.filter(({ isFailed }) => !isFailed).length;
    expect([response.status, value.length, inside]).to.deep.equal([
      200,
      8000,
      simulator().indicators().length,
    ]);
    expect(inside).to.be.within(1, 7999);
  });

  it("returns results for the accepted rows of a stream", async () => {
    simulator().configure({ latencyMs: 100 });
    const service = await serve();
    const headers = { "content-type": "application/x-ndjson" };
    const asking = open(`${service.url}/actions/import_indicators`, { method: "POST", headers });
    const response = responseOf(asking);
    asking.write(
      rows(3000)
        .map((one) => `${JSON.stringify(one)}\n`)
        .join(""),
    );
    await until(() => simulator().indicators().length > 0);
    await Promise.all([service.stop(), response]);
    const lines = linesOf(await response);
    const inside = lines.filter(({ isFailed }) => isFailed === false).length;
    expect(inside).to.equal(simulator().indicators().length).and.to.be.greaterThan(0);
    asking.destroy();
  });

  it("starts nothing more, reports that, and is not ready", async () => {
    simulator().configure({ latencyMs: 300 });
    const service = await serve();
    const running = importOver(service.url, importOf(rows(1)));
    await until(() => simulator().requests().length > 0);
    const stopped = service.stop();
    expect((await importOver(service.url, importOf(rows(1)))).json).to.include({ code: "Stopping" });
    const ready = await ask(`${service.url}/ready`);
    expect([ready.status, ready.json]).to.deep.equal([503, { status: "stopping" }]);
    expect((await ask(`${service.url}/health`)).status).to.equal(200);
    expect((await running).status).to.equal(200);
    await stopped;
    expect(simulator().requests()).to.have.length(1);
  });

  it("keeps a job's result available, and ends as soon as it is fetched", async () => {
    simulator().configure({ latencyMs: 100 });
    const service = await serve({ limits: { graceMs: 15_000 } });
    const place = service.url + placeOf(await begin(service.url, importOf(rows(5000))));
    await until(() => simulator().indicators().length > 0);
    const stopped = service.stop();
    await finished(place);
    const value = results(await ask(`${place}/result`));
    await stopped;
    const inside = value.filter(({ isFailed }) => !isFailed).length;
    expect([value.length, inside]).to.deep.equal([5000, simulator().indicators().length]);
    expect(service.log.join("\n")).to.include(
      "Results that have not been fetched and are available for another 15 s: 1.",
    );
  });

  it("does not wait for a fetch forever", async () => {
    const service = await serve({ limits: { graceMs: 50 } });
    await finished(service.url + placeOf(await begin(service.url, importOf(rows(1)))));
    await service.stop();
  });

  it("stops reading a body that is still arriving", async () => {
    const service = await serve();
    const headers = { "content-type": "application/json" };
    const asking = open(`${service.url}/actions/import_indicators`, { method: "POST", headers });
    const response = responseOf(asking);
    asking.write('{"json_body":');
    await until(async () => {
      const { json } = await ask(`${service.url}/profiles`);
      return json !== undefined;
    });
    const stopped = service.stop();
    expect((await response).json).to.include({ code: "Stopping" });
    asking.destroy();
    await stopped;
  });
});
