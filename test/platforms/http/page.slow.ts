// The page in a real Chromium: a person enters the key, runs an import against the simulator and reads the
// rows.
import { existsSync } from "node:fs";
import { expect } from "chai";
import { type Browser, chromium, type Page } from "playwright-core";
import { importOf, rows } from "../../support/rows.js";
import { key, type Served, useService } from "./service.js";
import { badRow, useSimulator } from "../shared/process.js";

const executablePath = [process.env["CHROMIUM"] ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser"].find(
  existsSync,
);

describe("slow: the page of the HTTP service in Chromium", function () {
  const simulator = useSimulator();
  const serve = useService(simulator);
  let browser: Browser;

  before(async function () {
    // CI installs the browser, so it must exist there.
    if (executablePath === undefined && process.env["CI"] === undefined) this.skip();
    browser = await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox"] });
  });
  after(() => browser?.close());

  /** Returns the page, with the messages and requests of the browser. */
  async function opened(): Promise<{ page: Page; said: string[]; asked: string[]; service: Served }> {
    const service = await serve();
    const page = await browser.newPage({ viewport: { width: 1000, height: 1000 } });
    const said: string[] = [];
    const asked: string[] = [];
    page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => said.push(error.message));
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(`${service.url}/`);
    return { page, said, asked, service };
  }

  it("accepts the key, runs an import and shows its rows, without an error or an external request", async () => {
    const { page, said, asked, service } = await opened();
    await page.getByLabel("API key of this service").fill(key);
    await page.getByRole("button", { name: "Show the actions" }).click();
    const run = page.locator("#operations-Actions-import_indicators");
    await run.click();
    await run.locator("textarea").fill(JSON.stringify(importOf([...rows(2), badRow])));
    await run.getByRole("button", { name: "Execute" }).click();
    const response = run.locator(".live-responses-table");
    await response.waitFor();
    expect(await response.innerText())
      .to.match(/^200/m)
      .and.include('"host-1.example"')
      .and.include("InvalidIndicator");
    expect(
      simulator()
        .indicators()
        .map(({ indicatorValue }) => indicatorValue),
    ).to.deep.equal(["host-0.example", "host-1.example"]);
    expect(said).to.deep.equal([]);
    const portalIndicators = asked.filter(
      (url) => !url.startsWith(`${service.url}/`) && !url.startsWith("data:"),
    );
    expect(portalIndicators).to.deep.equal([]);
  });

  it("shows the actions instead of the form, as in the picture in the docs", async () => {
    const { page } = await opened();
    const formHeight = 330;
    const form = page.getByLabel("API key of this service");
    await form.fill(key);
    const asking = await page.screenshot({ clip: { x: 0, y: 0, width: 1000, height: formHeight } });
    await page.getByRole("button", { name: "Show the actions" }).click();
    const last = page.locator("#operations-Actions-test_connection");
    await last.waitFor();
    expect([await form.count(), await last.isVisible()]).to.deep.equal([0, true]);
    const { SCREENSHOT: path } = process.env;
    if (path === undefined) return;
    await page.setViewportSize({ width: 1000, height: 1300 });
    const showing = await page.screenshot();
    const images = [asking, showing].map(
      (shot) => `<img src="data:image/png;base64,${shot.toString("base64")}">`,
    );
    const both = await browser.newPage({ viewport: { width: 1000, height: formHeight + 1300 } });
    await both.setContent(`<style>body { margin: 0 } img { display: block }</style>${images.join("")}`);
    await both.screenshot({ path });
  });

  it("reports a wrong key, and asks again", async () => {
    const { page } = await opened();
    for (const wrong of ["wrong", "schlüssel"]) {
      await page.getByLabel("API key of this service").fill(wrong);
      await page.getByRole("button", { name: "Show the actions" }).click();
      await page.getByRole("alert").filter({ hasText: /key/ }).waitFor();
    }
    expect(await page.locator("#actions").innerHTML()).to.equal("");
  });

  it("stores nothing after it is closed", async () => {
    const { page } = await opened();
    await page.getByLabel("API key of this service").fill(key);
    await page.getByRole("button", { name: "Show the actions" }).click();
    await page.locator("#operations-Actions-import_indicators").waitFor();
    const kept = await page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])");
    expect(kept).not.to.include(key);
    await page.reload();
    await page.getByLabel("API key of this service").waitFor();
  });
});
