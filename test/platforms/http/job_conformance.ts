/** What the jobs of a service must do, in its memory and in the database of a fleet. */
import { expect } from "chai";
import type { Simulator } from "../../../simulator/index.js";
import { importOf, rows } from "../../support/rows.js";
import { badRow } from "../shared/process.js";
import { ask, importOver, type Response, until } from "./service.js";

/** A service whose jobs run. */
export interface JobService {
  readonly url: string;
  readonly simulator: Simulator;
  /** Names the tenant of a request, with its question mark. */
  readonly query: string;
}

/** @param open - starts a service without jobs for a case */
export function jobConformance(open: () => Promise<JobService>): void {
  let service: JobService;
  beforeEach(async () => {
    service = await open();
  });

  const begin = (body: unknown): Promise<Response> =>
    ask(`${service.url}/actions/import_indicators/jobs${service.query}`, { method: "POST", body });
  /** Begins a job, and returns its address. */
  const begun = async (body: unknown): Promise<string> => {
    const { status, headers } = await begin(body);
    expect(status).to.equal(202);
    return service.url + String(headers.location);
  };
  const result = (place: string) => ask(`${place}/result`);
  const ended = async (place: string): Promise<Response> => {
    await until(async () => (await result(place)).status !== 409);
    return result(place);
  };
  const listed = async (): Promise<string[]> => {
    const { json } = await ask(`${service.url}/jobs`);
    const { jobs } = json as { jobs: { id?: string; jobId?: string }[] };
    return jobs.map(({ id, jobId }) => `${service.url}/jobs/${id ?? jobId}`);
  };
  const valueIn = ({ json }: Response) =>
    (json as { json_body: { value: { isFailed: boolean }[] } }).json_body.value;

  it("return the result of a direct run", async () => {
    const input = importOf([...rows(3), badRow]);
    const { json } = await ended(await begun(input));
    service.simulator.reset();
    const direct = await importOver(service.url, input, service.query);
    expect(json?.["json_body"]).to.deep.equal(direct.json?.["json_body"]);
  });

  it("have no result before their end", async () => {
    service.simulator.configure({ latencyMs: 500 });
    const place = await begun(importOf(rows(1)));
    const { status, json } = await result(place);
    expect([status, json?.["code"]]).to.deep.equal([409, "NotFinished"]);
    expect((await ended(place)).status).to.equal(200);
  });

  it("are listed from oldest to newest", async () => {
    const places = [await begun(importOf(rows(1))), await begun(importOf(rows(2)))];
    expect(await listed()).to.deep.equal(places);
    for (const place of places) await ended(place);
    expect(await listed()).to.deep.equal(places);
  });

  it("keep the results of sent rows when they are cancelled", async () => {
    service.simulator.configure({ latencyMs: 300 });
    const place = await begun(importOf(rows(8000)));
    await until(() => service.simulator.indicators().length > 0);
    expect((await ask(place, { method: "DELETE" })).status).to.equal(202);
    const value = valueIn(await ended(place));
    const sent = value.filter(({ isFailed }) => !isFailed).length;
    expect([value.length, sent]).to.deep.equal([8000, service.simulator.indicators().length]);
    expect(sent).to.be.within(1, 7999);
  });

  it("are removed when they are deleted after their end", async () => {
    const place = await begun(importOf(rows(1)));
    await ended(place);
    expect((await ask(place, { method: "DELETE" })).status).to.equal(204);
    for (const path of [place, `${place}/result`])
      expect((await ask(path)).json).to.include({ code: "UnknownJob" });
    expect(await listed()).to.deep.equal([]);
  });

  it("are unknown under another id", async () => {
    const place = `${service.url}/jobs/none`;
    for (const response of [await ask(place), await result(place), await ask(place, { method: "DELETE" })])
      expect([response.status, response.json?.["code"]]).to.deep.equal([404, "UnknownJob"]);
  });

  it("do not begin with an input that no run accepts", async () => {
    const { status, json } = await begin({ json_body: { Rows: [] } });
    expect([status, json?.["code"]]).to.deep.equal([400, "InvalidInput"]);
    expect(await listed()).to.deep.equal([]);
  });
}
