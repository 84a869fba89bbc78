// The fleet on the page of a service with a database, in a real Chromium.
import { existsSync } from "node:fs";
import { expect } from "chai";
import { type Browser, chromium } from "playwright-core";
import { importOf, rows } from "../../support/rows.js";
import { openDatabase } from "../../../connector/stores/postgres/database.js";
import { FleetRig } from "../fleet/fleet_rig.js";
import { ask, key } from "./service.js";

const executablePath = [process.env["CHROMIUM"] ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser"].find(
  existsSync,
);

describe("slow: the fleet on the page of the HTTP service in Chromium", function () {
  let browser: Browser;
  let rig: FleetRig;
  before(async function () {
    // CI installs the browser, so it must exist there.
    if (executablePath === undefined && process.env["CI"] === undefined) this.skip();
    browser = await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox"] });
    rig = await FleetRig.start();
  });
  after(async () => {
    await browser?.close();
    await rig?.close();
  });

  it("shows workers and queues, follows them, and shows the names of profiles as text", async () => {
    await rig.reset({ one: rig.simulator.asset() });
    const { url } = await rig.serve(key);
    const hostile = `<img src=x onerror="document.title='changed'">`;
    const file = rig.file("rows.json", JSON.stringify(importOf(rows(1))));
    await rig.run("submit", "import_indicators", "--input", file, "--profile", "other");
    // No command accepts such a name, but the page must not rely on that.
    const database = openDatabase(rig.database);
    await database.query("UPDATE fleet.job SET profile = $1 WHERE profile = 'other'", [hostile]);
    await database.close();
    const path = `${url}/actions/import_indicators/jobs?profile=one`;
    await ask(path, { method: "POST", body: importOf(rows(1)) });
    const page = await browser.newPage({ viewport: { width: 1000, height: 1000 } });
    const said: string[] = [];
    page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => said.push(error.message));
    await page.goto(`${url}/`);
    await page.getByLabel("API key of this service").fill(key);
    await page.getByRole("button", { name: "Show the actions" }).click();
    const fleet = page.locator("#fleet");
    await fleet.getByText("Fleet: 0 workers, 2 queued jobs").waitFor();
    const cells = await fleet.locator("table", { hasText: "Queues" }).locator("td").allInnerTexts();
    expect(cells).to.include.members(["one", hostile]);
    expect([await fleet.locator("img").count(), await page.title()]).to.deep.equal([0, "Actions"]);
    await page.locator("#operations-Actions-import_indicators").waitFor();
    await rig.worker().ready;
    await fleet.getByText("Fleet: 1 workers, 0 queued jobs").waitFor();
    expect(await fleet.locator("table", { hasText: "Workers" }).locator("td").count()).to.equal(3);
    expect(await fleet.locator("table", { hasText: "Rate limits" }).innerText()).to.include("import");
    expect(said).to.deep.equal([]);
  });

  it("stays without a fleet for a service without a database", async () => {
    await rig.reset({ one: rig.simulator.asset() });
    rig.database = "";
    const { url } = await rig.serve(key, "--config", rig.config);
    const page = await browser.newPage();
    await page.goto(`${url}/`);
    await page.getByLabel("API key of this service").fill(key);
    await page.getByRole("button", { name: "Show the actions" }).click();
    await page.locator("#operations-Actions-import_indicators").waitFor();
    expect(await page.locator("#fleet").isVisible()).to.equal(false);
    expect((await ask(`${url}/fleet`)).status).to.equal(404);
  });
});
