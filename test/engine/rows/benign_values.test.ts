/** Rows with values that should not be blocked: the option benign_values in every kind of run. */
import { expect } from "chai";
import type {
  BenignValues,
  JsonObject,
  PlanFinding,
  RunOptions,
  ValidationMode,
} from "../../../connector/index.js";
import { asset, response, jumpingClock, nothing, type Ran, ran, ranRows, stub, taken } from "../stub.js";
import { importOf, row } from "../../support/rows.js";
import { stixObject, tiRow, uploadOf, valueOf } from "../../support/ti_rows.js";

const modes: readonly ValidationMode[] = ["strict", "report", "off"];
const given = [row(0), row(1, { indicatorType: "IpAddress", indicatorValue: "8.8.8.8" }), row(2)];

const message =
  'indicatorValue "8.8.8.8" is a public DNS resolver (Google Public DNS); blocking it can cut devices off from what they need. Remove the row, or set benign_values to allow if this is meant.';

/** Returns positions and messages of the warnings about benign values. */
const warned = ({ warnings }: Pick<Ran, "warnings">) =>
  warnings.filter(({ code }) => code === "BenignValue").map((warning) => [warning.rows, warning.message]);
const sentRows = ({ calls }: Pick<Ran, "calls">) => calls.flatMap((call) => call.rows).length;

describe("engine: benign values", () => {
  for (const validation of modes) {
    it(`sends such a row with a warning that names it, if validation is ${validation}`, async () => {
      const run = await ranRows(given, { validation });
      expect(warned(run)).to.deep.equal([[[1], message]]);
      expect(run.reasons).to.deep.equal([null, null, null]);
      expect(sentRows(run)).to.equal(3);
    });

    it(`rejects only such a row if the option says so, if validation is ${validation}`, async () => {
      const run = await ranRows(given, { validation, benign_values: "reject" });
      expect(run.reasons).to.deep.equal([null, `BenignValue: ${message}`, null]);
      expect(warned(run)).to.deep.equal([]);
      expect(sentRows(run)).to.equal(2);
    });

    it(`does not warn of such a row if it is allowed, if validation is ${validation}`, async () => {
      const run = await ranRows(given, { validation, benign_values: "allow" });
      expect([run.reasons, run.warnings, sentRows(run)]).to.deep.equal([[null, null, null], [], 3]);
    });
  }

  const disguised: [indicatorType: string, indicatorValue: string, other?: JsonObject][] = [
    ["DomainName", "microsoft.com "],
    ["DomainName", "\u200bmicrosoft.com"],
    ["IpAddress", " 8.8.8.8"],
    ["IpAddress", "8.8.8[.]8"],
    ["IpAddress", "8.8.8.8:53"],
    ["IpAddress", "8.8.8.8/32"],
    ["DomainName", "microsoft[.]com"],
    ["DomainName", "microsoft[.]com:443"],
    ["DomainName", "microsoft.com:443"],
    ["DomainName", "*.microsoft.com"],
    ["DomainName", '"microsoft.com"'],
    ["DomainName", "microsoft。com"],
    ["DomainName", "ｍｉｃｒｏｓｏｆｔ.com"],
    ["DomainName", "8.8.8.8"],
    ["DomainName", "https://login.microsoftonline.com/a"],
    ["DomainName", "hxxps://login.microsoftonline[.]com/a"],
    ["DomainName", "login[.]microsoftonline[.]com/a"],
    ["IpAddress", "microsoft.com"],
    ["Url", "microsoft.com"],
    ["Url", "8.8.8.8"],
    ["FileSha1", "microsoft.com"],
    ["FileSha256", "D41D8CD98F00B204E9800998ECF8427E"],
    ["DomainName", "d4:1d:8c:d9:8f:00:b2:04:e9:80:09:98:ec:f8:42:7e"],
    ["domainname", "microsoft.com"],
    ["DomainName", "microsoft.com", { action: "block" }],
    ["DomainName", "microsoft.com", { action: "BLOCK " }],
    ["DomainName", "microsoft.com", { action: "block and remediate" }],
  ];
  for (const [indicatorType, indicatorValue, other = {}] of disguised)
    it(`finds ${JSON.stringify({ indicatorType, indicatorValue, ...other })} without validation`, async () => {
      const row1 = row(1, { indicatorType, indicatorValue, ...other });
      for (const validation of ["report", "off"] as const) {
        const run = await ranRows([row(0), row1], { validation, benign_values: "reject" });
        expect(String(run.reasons[1])).to.match(/^BenignValue: /);
        expect(sentRows(run)).to.equal(1);
        const warnedRun = await ranRows([row1], { validation });
        expect([warned(warnedRun).length, sentRows(warnedRun)]).to.deep.equal([1, 1]);
      }
    });

  for (const [indicatorType, indicatorValue] of [
    ["Url", "https://bad.example/login.microsoft.com"],
    ["Url", "https://bad.example/?u=8.8.8.8"],
    ["DomainName", "microsoft.com.bad.example"],
    ["DomainName", "notmicrosoft[.]com"],
    ["Url", "https://microsoft.com@bad.example/"],
    ["Url", "https://bad.example:443/microsoft.com/"],
  ])
    it(`does not find ${indicatorType} ${indicatorValue}`, async () => {
      const one = row(1, { indicatorType, indicatorValue });
      const { reasons } = await ranRows([one], { validation: "off", benign_values: "reject" });
      expect(reasons).to.deep.equal([null]);
    });

  it("finds a value of another kind in a field of a Graph row, and in a pattern", async () => {
    const graph = tiRow(1, { action: "Block", domainName: "8.8.8[.]8" });
    const options = { validation: "off", benign_values: "reject" } as const;
    const one = await ran(valueOf([graph]), { name: "submit_ti_indicators", ...options });
    expect(String(one.results[0]?.["failureReason"])).to.match(/^BenignValue: domainName /);
    const stix = stixObject(1, { pattern: "[domain-name:value = '8.8.8[.]8']" });
    const other = await ran(uploadOf([stix]), { name: "upload_stix_objects", ...options });
    expect(String(other.results[0]?.["failureReason"])).to.match(/^BenignValue: pattern /);
  });

  it("checks the row as it is sent, after normalization", async () => {
    const rows = [row(0, { indicatorType: "IpAddress", indicatorValue: " 8.8.8[.]8 " })];
    const { reasons } = await ranRows(rows, { normalize: true, benign_values: "reject" });
    expect(reasons).to.deep.equal([`BenignValue: ${message}`]);
  });

  it("rejects a row because of a broken rule first, not because of its value", async () => {
    const broken = { ...given[1], title: 7 };
    const { reasons, warnings } = await ranRows([broken]);
    expect(String(reasons[0])).to.match(/^InvalidIndicator: title must be a string/);
    expect(warnings).to.deep.equal([]);
  });

  it("does not warn of allowed or audited values in any mode", async () => {
    const harmless = ["Allowed", "Audit", "Alert"].map((action, n) =>
      row(n, { action, indicatorValue: "microsoft.com", generateAlert: true, title: `Row ${n}` }),
    );
    const run = await ranRows(harmless, { benign_values: "reject", validation: "off" });
    expect(run.reasons).to.deep.equal([null, null, null]);
  });

  for (const action of ["Block", "BlockAndRemediate", "Warn", "AlertAndBlock"])
    it(`warns of ${action}`, async () => {
      const run = await ranRows([row(0, { action, indicatorValue: "microsoft.com" })], { validation: "off" });
      expect(warned(run).length).to.equal(1);
    });

  it("warns of rows that come page by page, with their positions", async () => {
    const { connector } = await stub();
    const about: unknown[] = [];
    const options: RunOptions = {
      asset,
      onEvent: (event) => {
        if (event.type === "warning" && event.code === "BenignValue") about.push(event.rows);
      },
    };
    for await (const _page of connector.streamPages("import_indicators", [given, given], options));
    expect(about).to.deep.equal([[1], [4]]);
    const results: JsonObject[] = [];
    const rejecting = { ...options, benign_values: "reject" as const };
    for await (const page of connector.streamPages("import_indicators", [given], rejecting))
      results.push(...page);
    expect(results.map(({ isFailed }) => isFailed)).to.deep.equal([false, true, false]);
  });

  it("warns in a dry run, which counts rejected rows", async () => {
    const { connector } = await stub();
    const planned = async (benign_values: BenignValues) => {
      const { sent, rejected, findings } = await connector.plan("import_indicators", importOf(given), {
        benign_values,
      });
      return [sent, rejected, findings.map((finding) => [finding.row, codeOf(finding)])];
    };
    expect(await planned("warn")).to.deep.equal([3, 0, [[1, "BenignValue"]]]);
    expect(await planned("reject")).to.deep.equal([2, 1, [[1, "rejected"]]]);
    expect(await planned("allow")).to.deep.equal([3, 0, []]);
  });

  function codeOf(finding: PlanFinding): string {
    return finding.kind === "warning" ? finding.code : finding.kind;
  }

  it("warns of the single object that an action without rows sends", async () => {
    const input = { json_body: given[1] };
    const options = { name: "submit_indicator", service: () => response({ id: "1" }) };
    const run = await ran(input, options);
    expect(run.warnings.map((warning) => [warning.code, warning.message])).to.deep.equal([
      ["BenignValue", message],
    ]);
    const rejected = await ran(input, { ...options, benign_values: "reject" });
    expect([rejected.error?.code, rejected.error?.message]).to.deep.equal([
      "InvalidInput",
      `BenignValue: ${message}`,
    ]);
    expect(rejected.calls).to.deep.equal([]);
  });

  it("rejects a row of a composite action before the first step", async () => {
    const id = "17";
    const rows = [{ ...given[1], id }];
    const service: Parameters<typeof ran>[1] = {
      name: "replace_indicator_action",
      service: ({ request, rows: sent }) => {
        if (request.method === "GET") return response({ value: [{ ...given[1], id }] });
        return request.url.endsWith("/import")
          ? response({ value: sent.map((one) => taken(one, "18")) })
          : nothing();
      },
    };
    const run = await ran(importOf(rows), service);
    expect([run.reasons, warned(run)]).to.deep.equal([[null], [[[0], message]]]);
    const rejected = await ran(importOf(rows), { ...service, benign_values: "reject" });
    expect([rejected.reasons, rejected.calls]).to.deep.equal([[`BenignValue: ${message}`], []]);
  });

  const graph = { service: ({ rows }: { rows: JsonObject[] }) => response({ value: rows }) };

  for (const name of ["submit_ti_indicators", "update_ti_indicators"])
    it(`warns of each field of a row of ${name} that blocks`, async () => {
      const change = {
        id: "1",
        action: "block",
        domainName: "office365.com",
        url: "https://login.microsoftonline.com/x",
        networkDestinationIPv4: "1.1.1.1",
        networkCidrBlock: "8.8.8.0/24",
        fileHashType: "md5",
        fileHashValue: "d41d8cd98f00b204e9800998ecf8427e",
      };
      const run = await ran(valueOf([tiRow(0), tiRow(1, change)]), { name, validation: "off", ...graph });
      const [[about, text] = [], ...more] = warned(run);
      expect([about, more]).to.deep.equal([[1], []]);
      for (const field of [
        "domainName",
        "url",
        "networkDestinationIPv4",
        "networkCidrBlock",
        "fileHashValue",
      ])
        expect(text).to.match(new RegExp(`(?:^|\\. )${field} "`));
      const quiet = valueOf([tiRow(1, { ...change, action: "alert" })]);
      expect(warned(await ran(quiet, { name, validation: "off", ...graph }))).to.deep.equal([]);
    });

  it("warns of a STIX pattern that compares nothing but such a value", async () => {
    const objects = [
      "[ipv4-addr:value = '8.8.8.8']",
      "[domain-name:value = 'microsoft.com']",
      "[url:value = 'https://login.microsoftonline.com/']",
      "[file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e']",
      "[domain-name:value = 'bad.example']",
      "[ipv4-addr:value = '8.8.8.8' OR ipv4-addr:value = '203.0.113.5']",
    ].map((pattern, n) => stixObject(n, { pattern }));
    const options = { name: "upload_stix_objects", service: () => nothing(), clock: jumpingClock() };
    const run = await ran(uploadOf(objects), options);
    expect(warned(run).map(([about]) => about)).to.deep.equal([[0], [1], [2], [3]]);
    const rejected = await ran(uploadOf(objects), { ...options, benign_values: "reject" });
    const isFailed = rejected.results.map((result) => result["isFailed"]);
    expect(isFailed).to.deep.equal([true, true, true, true, false, false]);
  });

  it("rejects any other value of the option, before anything is sent", async () => {
    const { error, calls } = await ranRows(given, { benign_values: "ignore" as BenignValues });
    expect([error?.code, error?.message, calls.length]).to.deep.equal([
      "InvalidOption",
      "benign_values is not one of warn, reject, allow.",
      0,
    ]);
  });
});
