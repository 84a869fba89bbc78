// The page in a real Chromium, with a hostile feed and with 10,000 rows of each kind.
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { type Browser, chromium, type Page } from "playwright-core";
import type { RunReport } from "../../../../platforms/cli/report/run_report.js";
import { writeReport } from "../../../../platforms/cli/report/write_report.js";
import { row } from "../../../support/rows.js";
import { addCalls, changed, emptyReport, item, resultOf, skipped } from "./reports.js";

const executablePath = [process.env["CHROMIUM"] ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser"].find(
  existsSync,
);

/** Texts that try to leave their element, to run a script, to load something, or to look different. */
const hostile = [
  "</script><script>window.hit = 1</script>",
  '<img src="http://192.0.2.1/x.png" onerror="window.hit = 1">',
  "\"><svg onload='window.hit = 1'>",
  "<!--<script>",
  "javascript:window.hit=1",
  "'}];window.hit=1;//",
  "evil\u202egpj.exe",
  "one\u2028two\u2029three\u0000four\u0085five\u200b\ufeff",
  "<base href='http://192.0.2.1/'><meta http-equiv=refresh content='0;url=http://192.0.2.1/'>",
  "<style>* { display: none }</style>",
  "\ud800 alone",
  "long".repeat(400),
  "__proto__",
];

const rowCount = 10_000;

/** A report of 10,000 failed rows, and as many changed and skipped items; the hostile texts come first. */
function hostileReport(): RunReport {
  const report = emptyReport();
  const texts = Array.from({ length: rowCount }, (_none, n) => hostile[n] ?? `http://host-${n}.example/a`);
  report.items(texts.map((text, n) => skipped(n + 1, text)));
  report.items(texts.map((text, n) => ({ ...changed(n, text, text), code: text, message: text })));
  const rows = texts.map((text, n) =>
    row(n, { indicatorValue: text, indicatorType: hostile[n] ?? "Url", action: hostile[n] ?? "Block" }),
  );
  report.results(
    rows,
    texts.map((text, n) => resultOf(n, n % 2 === 0 ? `InvalidIndicator: ${text}` : text)),
  );
  addCalls(report, 20);
  const error = { code: "Cancelled" as const, message: hostile[0] as string, hint: hostile[1] as string };
  report.end({ exitCode: 4, error });
  return report;
}

describe("slow: the page of a report in Chromium", function () {
  let browser: Browser;
  let folder: string;

  before(async function () {
    // CI installs the browser, so it must exist there.
    if (executablePath === undefined && process.env["CI"] === undefined) this.skip();
    browser = await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox"] });
    folder = await mkdtemp(join(tmpdir(), "report-"));
  });
  after(async () => {
    await browser?.close();
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  /** Returns the opened page, with the messages and requests of the browser. */
  async function opened(
    report: RunReport,
    options: Parameters<Browser["newPage"]>[0] = {},
  ): Promise<{ page: Page; said: string[]; asked: string[] }> {
    const path = join(folder, "report.html");
    await writeReport(report, path);
    const page = await browser.newPage(options);
    const said: string[] = [];
    const asked: string[] = [];
    page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => said.push(error.message));
    page.on("dialog", (dialog) => said.push(dialog.message()));
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(path).href);
    return { page, said, asked };
  }

  const firstText = (page: Page, table: string): Promise<string> =>
    page.locator(`#${table} tbody tr`).first().innerText();

  it("runs nothing of a hostile feed, requests nothing and reports no error", async () => {
    const { page, said, asked } = await opened(hostileReport());
    for (const button of ["#failed", "#changed", "#skipped"])
      await page.locator(`${button} button`).last().click();
    const path = pathToFileURL(join(folder, "report.html")).href;
    expect([said, asked, await page.evaluate("window.hit ?? null")]).to.deep.equal([[], [path], null]);
    expect(
      await page.evaluate("document.querySelectorAll('img, base, iframe, a, link, object').length"),
    ).to.equal(0);
    expect(await page.evaluate("document.querySelectorAll('script').length")).to.equal(3);
    expect(await page.evaluate("document.querySelectorAll('style').length")).to.equal(1);
  });

  it("keeps words whole, shows that a value was refanged, and fits a mobile screen", async () => {
    const report = emptyReport();
    report.items([
      changed(1, "hxxps://bad[.]example/x", "https://bad.example/x"),
      changed(2, "192.0.2.7:443", "192.0.2.7"),
    ]);
    const types = ["CertificateThumbprint", "DomainName", "FileSha256"];
    const reason = `Rejected: ${"words and more words ".repeat(20)}`;
    const rows = types.map((type, n) => row(n, { indicatorType: type, action: "BlockAndRemediate" }));
    report.results(
      rows,
      rows.map((_row, n) => resultOf(n, reason)),
    );
    report.end({ exitCode: 1 });
    for (const viewport of [
      { width: 800, height: 900 },
      { width: 1300, height: 900 },
    ]) {
      const { page } = await opened(report, { viewport });
      const heights = await page.evaluate(
        `[...document.querySelectorAll('#failed td[data-label="Type"] div, #failed td[data-label="Action"] div, .bars th')].map((one) => one.getClientRects().length > 0 ? one.clientHeight : 0)`,
      );
      for (const height of heights as number[]) expect(height).to.be.below(32);
      const after = await page.locator('#changed td[data-label="After"]').allInnerTexts();
      expect(after).to.deep.equal([
        "hxxps://bad[.]example/x (written in full in the row)",
        "192[.]0[.]2[.]7",
      ]);
      await page.close();
    }
    const mobile = {
      viewport: { width: 390, height: 844 },
      isMobile: true,
      hasTouch: true,
      deviceScaleFactor: 2,
    };
    const { page } = await opened(report, mobile);
    expect(await page.evaluate("document.documentElement.scrollWidth")).to.be.at.most(390);
    expect(await page.evaluate("innerWidth")).to.equal(390);
  });

  it("contains the true values, and shows them defanged with visible characters", async () => {
    const { page } = await opened(hostileReport());
    const failed = await page.evaluate(
      "JSON.parse(document.getElementById('data').textContent).failed.map(({ indicator }) => indicator)",
    );
    const shown = await page.locator("#failed").innerText();
    expect((failed as string[]).slice(0, hostile.length)).to.deep.equal(hostile);
    expect(shown).to.include("evil\\u202egpj[.]exe").and.include("hxxp://host-20[.]example/a");
    expect(shown).to.include("one\\u2028two\\u2029three\\u0000four\\u0085five\\u200b\\ufeff");
    expect(await page.locator("#failed mark", { hasText: "\\u202e" }).count()).to.be.greaterThan(0);
    expect(await page.locator("body").innerText()).to.not.match(/[\u202e\u2028\u2029\u200b]/);
  });

  it("finds rows among 10,000 by what they contain and by what the page shows, and turns pages", async () => {
    const { page } = await opened(hostileReport());
    const search = page.getByLabel("Search failed rows");
    const status = page.locator("#failed [role=status]");
    const all = status.filter({ hasText: /^1 to 50 of 10,000$/ });
    await all.waitFor();
    for (const [text, first] of [
      ["host-9876.example", "9877"],
      ["hxxp://host-9876[.]example", "9877"],
      ["HOST-9876.EXAMPLE", "9877"],
      ["\\u202e", "7"],
    ] as const) {
      await search.fill(text);
      await status.filter({ hasText: "1 to 1 of 1 found (10,000 in all)" }).waitFor();
      expect((await firstText(page, "failed")).split(/\s/)[0]).to.equal(first);
      await search.fill("");
      await all.waitFor();
    }
    await page.locator("#failed").getByRole("button", { name: "Next page" }).click();
    expect(await status.innerText()).to.equal("51 to 100 of 10,000");
    expect(await firstText(page, "failed")).to.match(/^51\b/);
  });

  it("fits a narrow screen, dark or light, and names its tables and fields", async () => {
    for (const colorScheme of ["dark", "light"] as const) {
      const { page } = await opened(hostileReport(), { viewport: { width: 360, height: 800 }, colorScheme });
      const width = await page.evaluate("document.documentElement.scrollWidth");
      expect(width).to.equal(360);
      for (const name of ["Failed rows", "Changed items", "Skipped items"]) {
        expect(await page.getByRole("table", { name }).count()).to.equal(1);
        expect(await page.getByRole("searchbox", { name: `Search ${name.toLowerCase()}` }).count()).to.equal(
          1,
        );
      }
      expect(await page.getByRole("heading", { level: 1 }).innerText()).to.equal("Report: Import Indicators");
      await page.close();
    }
  });

  it("prints up to 1,000 rows of a table, without its controls", async () => {
    const { page } = await opened(hostileReport());
    await page.emulateMedia({ media: "print" });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator("#failed tbody tr").count()).to.equal(1000);
    expect(await page.getByLabel("Search failed rows").isVisible()).to.equal(false);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await page.locator("#failed tbody tr").count()).to.equal(50);
  });

  it("draws the timeline against the rate limit, as in the picture in the docs", async () => {
    let nowMs = Date.UTC(2026, 10, 30, 8);
    const report = emptyReport(() => nowMs);
    for (const calls of [30, 30, 29, 12]) {
      addCalls(report, calls);
      nowMs += 60_000;
    }
    const types = ["DomainName", "DomainName", "FileSha256", "Url", "IpAddress"];
    const rows = Array.from({ length: 50_200 }, (_none, n) =>
      row(n, { indicatorType: types[n % 5], action: n % 7 === 0 ? "Audit" : "Block" }),
    );
    const reasons = [
      "InvalidIndicator: The domain name has no dot.",
      "InvalidIndicator: The severity is not known.",
      "ExpirationInPast: The expiration time is over.",
    ];
    report.items(rows.map((one, n) => item(n + 2, { rows: [one] })));
    report.items([changed(50_202, "192.0.2.7:443", "192.0.2.7"), skipped(50_203, "bad.example/path")]);
    report.results(
      rows,
      rows.map((_one, n) => resultOf(n, n % 3700 === 9 ? reasons[n % 3] : undefined)),
    );
    report.end({ exitCode: 1 });
    const { page, said } = await opened(report, { viewport: { width: 1000, height: 1300 } });
    const chart = page.getByRole("img", { name: "The rate limit import allows 30 calls per minute" });
    expect([await chart.count(), await chart.locator("rect").count(), said]).to.deep.equal([1, 4, []]);
    const { SCREENSHOT: path } = process.env;
    if (path !== undefined) await page.screenshot({ path });
  });
});
