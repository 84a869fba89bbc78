// A real Node-RED: installs our tarball; a flow imports 1200 rows, has a wrong secret, and is deployed during
// a run.
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { type Browser, chromium, type Page } from "playwright-core";
import { bundlePlatform } from "../../../tools/bundle_platforms.js";
import { type Gate, startGate } from "../../support/gate.js";
import { importOf, rows } from "../../support/rows.js";
import { until } from "../http/service.js";
import { badRow, canary, useSimulator } from "../shared/process.js";
import { type FlowNode, install, pack, RealNodeRed, versions } from "./real_node_red.js";

const executablePath = [process.env["CHROMIUM"] ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser"].find(
  existsSync,
);

interface Answered {
  status: number;
  body: {
    status_code: number;
    json_body: { value: { isFailed: boolean; failureReason: string | null }[] };
    message: string;
    cause: Record<string, unknown>;
  };
}

for (const edition of versions)
  describe(`slow: a real Node-RED ${edition.version}`, function () {
    const simulator = useSimulator();
    let folder = "";
    let red: RealNodeRed;
    let gate: Gate;
    let types: string[] = [];
    let statuses: { fill: string; text: string }[] = [];
    let sink: Server;

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), "node-red-"));
      // A configured folder is kept, so that the next run need not install.
      const installed = await install(
        join(process.env["NODE_RED_FOLDER"] ?? folder, edition.version),
        edition,
      );
      const tarball = await pack(await bundlePlatform("node-red"), folder);
      red = await RealNodeRed.start(installed, join(folder, "user"));
      types = await red.add(tarball);
      sink = createServer((request, response) => void take(request, response)).listen(0, "127.0.0.1");
      await once(sink, "listening");
    });
    beforeEach(async () => {
      statuses = [];
      gate = await startGate(simulator().url);
    });
    afterEach(async () => {
      gate.open();
      await gate.close();
    });
    after(async () => {
      const code = await red?.stop();
      sink?.close();
      rmSync(folder, { recursive: true, force: true });
      expect(code, "a signal had to end it").to.equal(0);
    });

    async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
      statuses.push(JSON.parse(await text(request)) as (typeof statuses)[number]);
      response.end();
    }

    /**
     * A page of the flow responds with the output, or with the message of a Catch node; a Status node reports
     * progress.
     */
    function flowOf({ secret = canary, action = {} } = {}): FlowNode[] {
      const { client_secret: _secret, ...fields } = simulator().asset({ url: gate.url });
      const { port } = sink.address() as { port: number };
      const inTab = (id: string, type: string, wires: string[], more: object = {}): FlowNode => ({
        id,
        type,
        z: "tab",
        name: "",
        x: 0,
        y: 0,
        wires: [wires],
        ...more,
      });
      const code = (func: string) => ({ func, outputs: 1, libs: [] });
      return [
        { id: "tab", type: "tab", label: "Test" },
        {
          id: "asset",
          type: "defender-indicators-asset",
          name: "",
          source: "oauth2_client_credentials",
          fields,
          credentials: { client_secret: secret },
        },
        inTab("in", "http in", ["import"], { url: "/import", method: "post" }),
        inTab("import", "defender-indicators", ["out"], {
          asset: "asset",
          action: "import_indicators",
          ...action,
        }),
        inTab("catch", "catch", ["reported"], { scope: ["import"], uncaught: false }),
        inTab(
          "reported",
          "function",
          ["out"],
          code("msg.statusCode = 500; msg.payload = msg.error; return msg;"),
        ),
        inTab("out", "http response", []),
        inTab("status", "status", ["sign"], { scope: ["import"] }),
        inTab("sign", "function", ["sink"], code("msg.payload = msg.status; return msg;")),
        inTab("sink", "http request", [], {
          method: "POST",
          ret: "txt",
          paytoqs: "ignore",
          url: `http://127.0.0.1:${port}/`,
        }),
      ];
    }
    async function imported(input: unknown, signal?: AbortSignal): Promise<Answered> {
      const response = await fetch(`${red.url}/import`, {
        ...(signal === undefined ? {} : { signal }),
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(input),
      });
      return { status: response.status, body: (await response.json()) as Answered["body"] };
    }
    const failedOf = ({ body }: Answered) => body.json_body.value.filter(({ isFailed }) => isFailed);
    /** Events arrive one by one, each on its own connection. */
    const signed = (...wanted: string[]) =>
      until(() => wanted.every((sign) => statuses.some(({ text: shown }) => shown === sign)));

    it("installs the package", () => {
      expect(types.toSorted()).to.eql(["defender-indicators", "defender-indicators-asset"]);
    });

    it("imports 1200 rows and shows the progress", async () => {
      await red.deploy(flowOf());
      const response = await imported([...rows(1199), badRow]);
      expect(response.status).to.equal(200);
      expect(response.body.status_code).to.equal(200);
      expect(response.body.json_body.value).to.have.length(1200);
      expect(failedOf(response).map(({ failureReason }) => failureReason?.slice(0, 17))).to.eql([
        "InvalidIndicator:",
      ]);
      expect(simulator().indicators()).to.have.length(1199);
      await signed("running", "500 of 1200", "1000 of 1200", "1200 of 1200", "1199 succeeded, 1 failed");
    });

    it("imports a whole input, and runs an action with other inputs", async () => {
      await red.deploy(flowOf());
      expect((await imported(importOf(rows(2)))).body.json_body.value).to.have.length(2);
      await red.deploy(flowOf({ action: { action: "get_indicators" } }));
      expect((await imported({})).body.json_body.value).to.have.length(2);
    });

    it("sends the code and the hint for a wrong secret to a Catch node", async () => {
      await red.deploy(flowOf({ secret: "another-secret" }));
      const { status, body } = await imported(rows(2));
      expect(status).to.equal(500);
      expect(body).to.include({ code: "InvalidCredentials" });
      expect(body.message).to.match(/^InvalidCredentials: .*client secret is wrong/);
      expect(body.cause).to.include({ code: "InvalidCredentials", kind: "auth", retryable: false });
      expect((body.cause["output"] as Answered["body"]).json_body.value).to.have.length(2);
      await signed("InvalidCredentials");
    });

    it("keeps the secret out of the flow, its files and its log", async () => {
      await red.deploy(flowOf());
      await imported(rows(1));
      const flows = await red.flows();
      expect(flows).to.include("defender-indicators-asset");
      for (const place of [flows, red.files(), red.log]) expect(place).not.to.include(canary);
      const given = await fetch(`${red.url}/admin/credentials/defender-indicators-asset/asset`);
      expect(await given.json())
        .to.deep.include({ has_client_secret: true })
        .and.not.to.have.any.keys("client_secret");
    });

    /** Deploys during a run, with five calls in progress. */
    async function deployWithin(pending: Promise<unknown>, type: "full" | "nodes"): Promise<void> {
      // The waiting request may be abandoned.
      pending.catch(() => {});
      await gate.arrived(5);
      const from = red.log.length;
      const deployed = red.deploy(flowOf({ action: { failedRowsAreErrors: true } }), type);
      await red.said(/Stopping/, from);
      gate.open();
      await deployed;
      const { length } = simulator().indicators();
      expect(length).to.be.within(500, 5500);
      expect(red.log.slice(from)).to.match(new RegExp(`Ended by a deploy\\. 6000 rows: ${length} succeeded`));
    }

    it("ends a run in order if the node is deployed again", async () => {
      await red.deploy(flowOf());
      gate.holdAfter(0);
      const pending = imported(rows(6000));
      await deployWithin(pending, "nodes");
      const response = await pending;
      const failed = failedOf(response);
      expect(response.body.json_body.value).to.have.length(6000);
      expect(failed).to.have.length(6000 - simulator().indicators().length);
      expect(failed.every(({ failureReason }) => failureReason?.startsWith("NotSent:"))).to.equal(true);
      // The new node works.
      expect((await imported([badRow])).body).to.include({ code: "RowsFailed" });
    });

    it("ends a run in order if everything is deployed again, although nothing receives the output", async () => {
      await red.deploy(flowOf());
      gate.holdAfter(0);
      const leaving = new AbortController();
      await deployWithin(imported(rows(6000), leaving.signal), "full");
      leaving.abort();
      expect((await imported(rows(1))).status).to.equal(200);
    });

    describe("its editor, in Chromium", () => {
      let browser: Browser;
      before(async function () {
        // CI installs the browser, so it must exist there.
        if (executablePath === undefined && process.env["CI"] === undefined) this.skip();
        browser = await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox"] });
      });
      after(() => browser?.close());

      async function opened(): Promise<{ page: Page; said: string[] }> {
        const page = await browser.newPage({ viewport: { width: 1280, height: 600 } });
        const said: string[] = [];
        page.on("pageerror", (error) => said.push(error.message));
        await page.goto(`${red.url}/admin/`);
        await page.locator("#red-ui-workspace-chart .red-ui-flow-node").first().waitFor();
        return { page, said };
      }

      /** Takes a picture of the sidebar with the result of every row, next to the flow. */
      async function picture(page: Page): Promise<void> {
        // The buttons of the sidebar have other names in each version.
        await page.evaluate("RED.sidebar.show('debug')");
        const results = page.locator(".red-ui-debug-msg", { hasText: "array[2]" });
        await results.locator(".red-ui-debug-msg-object-handle").first().click();
        for (const row of [1, 0])
          await results
            .locator(".red-ui-debug-msg-object-entry .red-ui-debug-msg-object-handle")
            .nth(row)
            .click();
        const { SCREENSHOT: path } = process.env;
        if (path !== undefined) await page.screenshot({ path });
      }

      it("accepts an asset for the example, deploys it and shows the run", async () => {
        const example = readFileSync("platforms/node-red/package/examples/import.json", "utf8");
        await red.deploy(JSON.parse(example) as FlowNode[]);
        const { page, said } = await opened();
        const nodeOf = (id: string) => page.locator(`[id="d1f0a1b2c3d4000${id}"]`);
        await nodeOf("3").locator("rect.red-ui-flow-node").dblclick();
        await page.locator(".connector-tip", { hasText: "Submits or updates" }).waitFor();
        await page.locator("#node-input-btn-asset-edit, #node-input-lookup-asset").click();
        const fieldOf = (name: string) => page.locator(`#node-config-input-${name}`);
        const { client_secret, tenant_id, client_id, url, login_url } = simulator().asset();
        // Values of another kind of asset are not kept.
        await fieldOf("source").selectOption("delegated_flow_auth");
        await fieldOf("oauth_pwd").fill("left over");
        await fieldOf("field-oauth_un").fill("left over");
        await fieldOf("source").selectOption("oauth2_client_credentials");
        expect(await fieldOf("oauth_pwd").isVisible()).to.equal(false);
        await fieldOf("client_secret").fill(client_secret);
        await page.getByText("More", { exact: true }).click();
        for (const [name, value] of Object.entries({ tenant_id, client_id, url, login_url }))
          await fieldOf(`field-${name}`).fill(value);
        await page.locator("#node-config-dialog-ok").click();
        await page.locator("#node-dialog-ok").click();
        await page.locator("#red-ui-header-button-deploy").click();
        await page.getByText("Successfully deployed").waitFor();
        const kept = await red.flows();
        const assetKept = (JSON.parse(kept) as { flows: FlowNode[] }).flows.find(({ id }) =>
          id.endsWith("7"),
        );
        expect(assetKept?.["fields"]).to.eql({ tenant_id, client_id, url, login_url });
        expect(kept).not.to.include(client_secret).and.not.to.include("left over");
        await nodeOf("2").locator(".red-ui-flow-node-button-button").click();
        await nodeOf("3").getByText("1 succeeded, 1 failed").waitFor();
        await picture(page);
        expect(said).to.eql([]);
      });
    });
  });
