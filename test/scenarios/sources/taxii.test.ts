/** Pulls of a TAXII collection from the simulator, with the ways of paging and the failures that servers have. */
import { expect } from "chai";
import {
  createConnector,
  type JsonObject,
  type RunEvent,
  type TypedConnector,
} from "../../../connector/index.js";
import { type Simulator, startSimulator, type TaxiiObject } from "../../../simulator/index.js";

const date = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString().replace("Z", "000Z");
const indicator = (n: number, added: string): TaxiiObject => ({
  object: {
    type: n % 2 === 0 ? "indicator" : "malware",
    id: `indicator--${String(n).padStart(8, "0")}-0000-4000-8000-000000000000`,
    modified: "2026-01-01T00:00:00.000Z",
  },
  added,
});
/** 250 objects. 200 were added at the same time. */
const equalDates = Array.from({ length: 250 }, (_, n) => indicator(n, date(n < 25 ? n : n < 225 ? 25 : n)));
const ownDates = Array.from({ length: 250 }, (_, n) => indicator(n, date(n)));

describe("sources: TAXII", () => {
  let simulator: Simulator;
  let connector: TypedConnector;
  before(async () => {
    simulator = await startSimulator();
    connector = await createConnector({ env: {}, random: () => 0 });
  });
  after(() => simulator.close());
  beforeEach(() => simulator.reset());

  interface Pulled {
    readonly status: number;
    readonly body: JsonObject;
    readonly ids: readonly unknown[];
    readonly warnings: readonly string[];
    readonly calls: number;
  }

  async function pull(
    parameters: JsonObject = {},
    { api_root = "api1", asset = {}, ...more }: JsonObject = {},
  ): Promise<Pulled> {
    const warnings: string[] = [];
    const onEvent = (event: RunEvent) => {
      if (event.type === "warning") warnings.push(`${event.code}: ${event.message}`);
    };
    const input = { path_parameters: { api_root, collection_id: simulator.collection }, parameters, ...more };
    const before = simulator.requests().length;
    const output = await connector.run("get_taxii_objects", input as never, {
      asset: simulator.taxiiAsset(asset as JsonObject),
      onEvent,
    });
    const body = output.json_body as unknown as JsonObject;
    const ids = ((body["objects"] ?? []) as JsonObject[]).map(({ id }) => id);
    return { status: output.status_code, body, ids, warnings, calls: simulator.requests().length - before };
  }

  const all = equalDates.map(({ object }) => object["id"]);

  it("returns 250 objects, 200 with the same date, each once", async () => {
    simulator.putTaxiiObjects(equalDates);
    const { body, ids, status, calls } = await pull({ limit: 30 });
    expect(ids).to.have.members(all).and.have.length(250);
    expect(body)
      .to.include({ complete: true, checkpoint: date(249) })
      .and.not.have.any.keys("more", "next");
    expect({ status, calls }).to.deep.equal({ status: 200, calls: 10 });
  });

  for (const kind of ["resetAfter", "truncatedSocket", "html200"] as const)
    for (const call of [1, 2, 3])
      it(`loses no object if the response to call ${call} is lost (${kind})`, async () => {
        simulator.putTaxiiObjects(equalDates);
        simulator.addFault({ kind, on: "taxiiObjects", calls: [call] });
        const { body, ids } = await pull();
        expect(ids).to.have.members(all).and.have.length(250);
        expect(body).to.include({ complete: true });
      });

  it("does not send a cursor again after its response was lost, because that skips a page", async () => {
    simulator.putTaxiiObjects(equalDates);
    simulator.addFault({ kind: "resetAfter", on: "taxiiObjects", calls: [2] });
    const { calls } = await pull();
    // Discovery, a page, a lost page, and three pages from the start.
    expect(calls).to.equal(6);
  });

  it("ends an incomplete list with what it has if pages are lost again and again", async () => {
    simulator.putTaxiiObjects(equalDates);
    simulator.addFault({ kind: "resetAfter", on: "taxiiObjects", calls: [2, 4, 6, 8] });
    const { status, body, ids, warnings } = await pull();
    expect({ status, complete: body["complete"] }).to.deep.equal({ status: 207, complete: false });
    expect(body).to.not.have.any.keys("checkpoint");
    expect(body["title"]).to.equal("OutcomeUnknown");
    expect(ids).to.have.length(100);
    expect(warnings.join()).to.include("The list ends after 100 items");
  });

  it("goes on after the last date if there is no cursor", async () => {
    simulator.configure({ taxiiPaging: "dates" });
    simulator.putTaxiiObjects(ownDates);
    const { body, ids } = await pull({ "match[type]": "indicator", limit: 20 });
    expect(ids).to.have.length(125);
    expect(body).to.include({ complete: true, checkpoint: date(248) });
  });

  it("says that objects may be missing if a server without a cursor has more objects of one date than fit", async () => {
    simulator.configure({ taxiiPaging: "dates" });
    simulator.putTaxiiObjects(equalDates);
    const { body, ids, warnings } = await pull({ limit: 25 });
    expect(ids.length).to.be.lessThan(250);
    expect(body).to.include({ complete: false }).and.not.have.any.keys("checkpoint");
    expect(warnings.join()).to.include("Incomplete: The service lists items by time");
  });

  it("reports Incomplete if there is neither a cursor nor a date, and keeps the first page", async () => {
    simulator.configure({ taxiiPaging: "silent" });
    simulator.putTaxiiObjects(ownDates);
    const { status, body, ids } = await pull();
    expect(ids).to.have.length(100);
    expect({ status, title: body["title"], complete: body["complete"] }).to.deep.equal({
      status: 207,
      title: "Incomplete",
      complete: false,
    });
  });

  it("works without the headers with dates, and then names no checkpoint", async () => {
    simulator.configure({ taxiiDates: false });
    simulator.putTaxiiObjects(equalDates);
    const { body, ids } = await pull();
    expect(ids).to.have.length(250);
    expect(body).to.include({ complete: true }).and.not.have.any.keys("checkpoint");
  });

  it("ends at more: false, also if there is a cursor", async () => {
    simulator.configure({ taxiiPaging: "offset" });
    simulator.putTaxiiObjects(equalDates);
    const { body, ids, calls } = await pull({}, { api_root: "root" });
    expect(ids).to.have.members(all).and.have.length(250);
    expect(body).to.include({ complete: true });
    expect(calls).to.equal(4);
  });

  it("returns an empty list and the old checkpoint if nothing was added", async () => {
    simulator.putTaxiiObjects(ownDates);
    const { body } = await pull({ added_after: date(249) });
    expect(body).to.deep.equal({ objects: [], complete: true, checkpoint: date(249) });
  });

  it("stops at max_items, and says that the list is not complete", async () => {
    simulator.putTaxiiObjects(ownDates);
    const { body, ids, warnings } = await pull({}, { max_items: 120 });
    expect(ids).to.have.length(120);
    expect(body).to.include({ complete: false });
    expect(warnings.join()).to.include("MoreItems");
  });

  for (const [what, change] of [
    ["by its name", {}],
    ["by its path", { api_root: "/api1/" }],
    ["by an address on another host, which is not called", { api_root: "https://other.example/api1/" }],
    ["by default", { api_root: null }],
  ] as const)
    it(`finds the API root ${what}`, async () => {
      expect((await pull({}, change)).ids).to.have.length(3);
    });

  it("finds the API root if the address of the asset is one", async () => {
    const asset = { url: `${simulator.url}/api1` };
    expect((await pull({}, { api_root: null, asset })).ids).to.have.length(3);
    expect((await pull({}, { asset })).ids).to.have.length(3);
  });

  it("names the API roots if the input names another one", async () => {
    const { message } = (await pull({}, { api_root: "api9" }).catch((one: unknown) => one)) as Error;
    expect(message).to.include('path_parameters.api_root "api9" is not an address of the service.');
    expect(message).to.include("api1");
  });

  it("accepts a token and no credentials, if the server does", async () => {
    const { password: token } = simulator.taxiiAsset();
    const asset = { kind: "bearer", token, username: undefined, password: undefined };
    const given = JSON.parse(JSON.stringify({ ...simulator.taxiiAsset(), ...asset })) as JsonObject;
    const input = { path_parameters: { collection_id: simulator.collection } };
    expect((await connector.run("get_taxii_objects", input, { asset: given })).status_code).to.equal(200);
    simulator.configure({ taxiiPublic: true });
    const none = { kind: "none", url: `${simulator.url}/taxii2/` };
    expect((await connector.run("get_taxii_objects", input, { asset: none })).status_code).to.equal(200);
  });

  it("reports wrong credentials as InvalidCredentials, and names the fields to check", async () => {
    const error = (await pull({}, { asset: { password: "wrong-password-of-mine" } }).catch(
      (one: unknown) => one,
    )) as {
      code: string;
      hint: string;
    };
    expect(error.code).to.equal("InvalidCredentials");
    expect(error.hint).to.equal(
      "The service rejects the credentials. Check username and password of the asset.",
    );
  });

  it("rejects a header of the input that would replace the credentials", async () => {
    const asset = {
      kind: "api_key",
      url: `${simulator.url}/taxii2/`,
      header: "x-feed-key",
      key: "key-of-mine",
    };
    const run = connector.run("get_taxii_api_roots", { headers: { "x-feed-KEY": "other" } }, { asset });
    const error = (await run.catch((one: unknown) => one)) as Error & { code: string };
    expect(error.code).to.equal("InvalidInput");
    expect(error.message).to.equal("headers.x-feed-KEY is set by the connector; remove it.");
  });

  it("lists API roots and collections", async () => {
    const asset = simulator.taxiiAsset();
    const roots = await connector.run("get_taxii_api_roots", {}, { asset });
    expect(roots.json_body).to.have.property("api_roots").with.length(1);
    const { json_body } = await connector.run("get_taxii_collections", {}, { asset });
    expect(json_body).to.have.nested.property("collections[0].id", simulator.collection);
  });

  it("simulates the response of a real server to a cursor that it does not know: 400", async () => {
    const { url, username, password } = simulator.taxiiAsset() as Record<string, string>;
    const address = new URL(`/api1/collections/${simulator.collection}/objects/?limit=1&next=unknown`, url);
    const response = await fetch(address, {
      headers: {
        accept: "application/taxii+json;version=2.1",
        authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
      },
    });
    expect(response.status).to.equal(400);
    expect(await response.json()).to.include({ http_status: "400" });
  });
});
