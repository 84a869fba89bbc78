/** Searches in MISP against the simulator, with what its servers do to pages, filters and limits. */
import { expect } from "chai";
import {
  createConnector,
  type JsonObject,
  type RunEvent,
  type TypedConnector,
} from "../../../connector/index.js";
import { mispEvent, type Simulator, startSimulator } from "../../../simulator/index.js";
import { quickClock } from "../../support/quick_clock.js";

describe("sources: MISP", () => {
  let simulator: Simulator;
  let connector: TypedConnector;
  before(async () => {
    simulator = await startSimulator();
    connector = await createConnector({ env: {}, random: () => 0 });
  });
  after(() => simulator.close());
  beforeEach(() => simulator.reset());

  const search = async (json_body: JsonObject = {}, more: JsonObject = {}, asset: JsonObject = {}) => {
    const input = { json_body, ...more };
    const output = await connector.run("search_misp_attributes", input as never, {
      asset: simulator.mispAsset(asset),
    });
    const body = output.json_body as unknown as { response: { Attribute: JsonObject[] }; complete: boolean };
    const values = body.response.Attribute.map(({ value }) => String(value));
    return { output, values, complete: body.complete, calls: simulator.requests().length };
  };
  const searchEvents = async (json_body: JsonObject = {}) => {
    const { json_body: body } = await connector.run("search_misp_events", { json_body } as never, {
      asset: simulator.mispAsset(),
    });
    const { response, complete } = body as unknown as {
      response: { Event: JsonObject }[];
      complete: boolean;
    };
    return { ids: response.map(({ Event }) => Event["id"]), complete, calls: simulator.requests().length };
  };

  it("returns all attributes although a full page counts one more than its size", async () => {
    simulator.putMispEvents([mispEvent(1, 250)]);
    const { values, complete, calls } = await search({ limit: 100 });
    expect(values).to.have.length(250);
    expect({ complete, calls }).to.deep.equal({ complete: true, calls: 3 });
  });

  it("asks for a further page if the last one was full", async () => {
    simulator.putMispEvents([mispEvent(1, 200)]);
    const { values, calls } = await search({ limit: 100 });
    expect(values).to.have.length(200);
    expect(calls).to.equal(3);
  });

  it("does not stop at a page that a warning list has emptied", async () => {
    simulator.putMispEvents([
      mispEvent(1, 300, (n) => (n > 100 && n <= 200 ? { value: `benign${n}.example` } : {})),
    ]);
    const { values, complete } = await search({ limit: 50, enforceWarninglist: 1 });
    expect(values).to.have.length(200);
    expect(complete).to.equal(true);
  });

  it("ends at an empty page if the server does not count", async () => {
    simulator.configure({ mispCounts: false });
    simulator.putMispEvents([mispEvent(1, 150)]);
    const { values, complete, calls } = await search({ limit: 100 });
    expect(values).to.have.length(150);
    expect({ complete, calls }).to.deep.equal({ complete: true, calls: 3 });
  });

  it("returns what is meant for detection in published events only, unless the input says otherwise", async () => {
    const draft = { ...mispEvent(2, 1), published: false };
    simulator.putMispEvents([mispEvent(1, 4, (n) => ({ to_ids: n > 1, deleted: n === 2 })), draft]);
    expect((await search()).values).to.deep.equal(["bad1-3.example", "bad1-4.example"]);
    expect((await search({ to_ids: [0, 1], published: [0, 1], deleted: [0, 1] })).values).to.have.length(5);
    expect((await search({ deleted: 1 })).values).to.deep.equal(["bad1-2.example"]);
  });

  it("sends the media type, without which MISP ignores the filters", async () => {
    simulator.putMispEvents([mispEvent(1, 3, (n) => ({ type: n === 1 ? "url" : "domain" }))]);
    expect((await search({ type: ["url"] })).values).to.deep.equal(["bad1-1.example"]);
    expect((await search({}, { headers: { Accept: "application/json" } })).values).to.have.length(3);
  });

  it("returns an attribute once if pages overlap", async () => {
    const twice = mispEvent(1, 120, (n) => (n === 110 ? (mispEvent(1, 3).Attribute[2] ?? {}) : {}));
    simulator.putMispEvents([twice]);
    expect((await search({ limit: 100 })).values).to.have.length(119);
  });

  it("counts events as a whole", async () => {
    simulator.putMispEvents([1, 2, 3, 4].map((n) => mispEvent(n, 2)));
    const { ids, complete, calls } = await searchEvents({ limit: 2 });
    expect(ids).to.deep.equal(["1", "2", "3", "4"]);
    expect({ complete, calls }).to.deep.equal({ complete: true, calls: 2 });
  });

  it("keeps what it has if a later page fails, and says that the list is not complete", async () => {
    simulator.putMispEvents([mispEvent(1, 250)]);
    simulator.addFault({ kind: "status", status: 400, on: "mispAttributes", calls: [2] });
    const { output, values, complete } = await search({ limit: 100 });
    expect(values).to.have.length(100);
    expect({ status: output.status_code, complete }).to.deep.equal({ status: 207, complete: false });
  });

  it("repeats a page whose response was lost", async () => {
    simulator.putMispEvents([mispEvent(1, 250)]);
    simulator.addFault({ kind: "resetAfter", on: "mispAttributes", calls: [2] });
    const { values, complete } = await search({ limit: 100 });
    expect(values).to.have.length(250);
    expect(complete).to.equal(true);
  });

  it("reports a wrong key, which MISP answers with 403, as InvalidCredentials", async () => {
    const run = connector.run(
      "search_misp_attributes",
      {},
      { asset: simulator.mispAsset({ key: "wrong-key-of-mine" }) },
    );
    const error = (await run.catch((one: unknown) => one)) as { code: string; hint: string; message: string };
    expect(error.code).to.equal("InvalidCredentials");
    expect(error.message).to.include("Authentication failed.");
    expect(error.hint).to.equal("The service rejects the credentials. Check header and key of the asset.");
  });

  it("waits as long as the header of MISP's rate limit says", async () => {
    const quick = await createConnector({ env: {}, clock: quickClock(20_000), random: () => 0 });
    simulator.configure({ limits: { misp: { calls: 1, perSeconds: 900 } } });
    simulator.putMispEvents([mispEvent(1, 3)]);
    const waits: RunEvent[] = [];
    const onEvent = (event: RunEvent) => {
      if (event.type !== "wait") return;
      waits.push(event);
      simulator.configure({ enforceRateLimit: false });
    };
    // The clock of the connector is fast, and the simulator is not.
    const asset = simulator.mispAsset({ timeout_ms: 200_000_000 });
    await quick.run("search_misp_attributes", {}, { asset });
    await quick.run("search_misp_attributes", {}, { asset, onEvent });
    expect(waits).to.have.length(1);
    expect(waits[0]).to.deep.include({ type: "wait", reason: "as the service asks" });
    expect((waits[0] as { waitMs: number }).waitMs).to.be.within(890_000, 900_000);
  });
});
