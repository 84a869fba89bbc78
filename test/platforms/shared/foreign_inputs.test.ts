// Files of other formats, sent to the command line, the HTTP service and an MCP client: the format is named,
// and nothing is sent.
import { expect } from "chai";
import { importOf, row, rows } from "../../support/rows.js";
import { ask, useService } from "../http/service.js";
import { pairOn, textsOf } from "../mcp/client.js";
import { command, useFolder, useSimulator } from "./process.js";

const bundle = { type: "bundle", id: "bundle--1", objects: [{ type: "indicator", id: "indicator--1" }] };
const misp = { Event: { info: "x", Attribute: [{ type: "domain", value: "bad.example" }] } };
const table = "indicatorValue,indicatorType\nbad.example,DomainName\nworse.example,DomainName\n";
const list = "bad.example\nworse.example\n192.0.2.1\n";

const texts: readonly (readonly [string, string, string])[] = [
  ["a STIX bundle", JSON.stringify(bundle, null, 2), "a STIX bundle"],
  ["a MISP event", JSON.stringify(misp, null, 2), "a MISP event"],
  ["an array of rows", JSON.stringify(rows(3), null, 2), "an array of rows"],
  ["a table", table, "a table (CSV)"],
  ["a text list", list, "a text list"],
];

describe("an input of another format: command line", () => {
  const simulator = useSimulator();
  const file = useFolder();
  const run = async (args: readonly string[], stdin = "") =>
    command(["run", "import_indicators", "--asset", file("asset.json", simulator().asset()), ...args], {
      stdin,
    });

  it("reports an array of rows in a file and on standard input", async () => {
    const text = JSON.stringify(rows(3), null, 2);
    for (const ended of [await run(["--input", file("feed.txt", text)]), await run([], text)]) {
      expect([ended.code, ended.stdout]).to.deep.equal([2, ""]);
      expect(ended.stderr)
        .to.match(/^error InvalidInput: /)
        .and.include("an array of rows")
        .and.match(/nothing was sent/i);
    }
    expect(simulator().requests()).to.deep.equal([]);
  });

  for (const [what, text, words] of texts.filter(([name]) => name !== "an array of rows")) {
    it(`reports ${what} to an action that reads no feeds`, async () => {
      const path = file("feed.txt", text);
      const ended = await command(["run", "batch_delete_indicators", "--input", path]);
      expect([ended.code, ended.stdout]).to.deep.equal([2, ""]);
      expect(ended.stderr)
        .to.include(words)
        .and.match(/nothing was sent/i);
    });
  }

  for (const [what, text, words] of [
    ["a table", table, "a table (CSV)"],
    ["a text list", list, "a text list"],
    ["a STIX bundle on one line", `${JSON.stringify(bundle)}\n`, "a STIX bundle"],
    [
      "a STIX bundle over several lines",
      JSON.stringify(bundle, null, 2),
      "one JSON document over several lines",
    ],
  ] as const) {
    it(`reports ${what} in a file of NDJSON, also in a dry run`, async () => {
      const path = file("feed.ndjson", text);
      for (const more of [[], ["--dry-run"]]) {
        const ended = await run(["--input", path, ...more]);
        expect([ended.code, ended.stdout]).to.deep.equal([2, ""]);
        expect(ended.stderr).to.include(`is ${words}, not NDJSON with one row per line.`);
      }
      expect(simulator().requests()).to.deep.equal([]);
    });
  }

  it("reads a file of NDJSON in UTF-16, in both byte orders", async () => {
    const little = Buffer.from(
      `\uFEFF${rows(2)
        .map((one) => JSON.stringify(one))
        .join("\n")}\n`,
      "utf16le",
    );
    for (const bytes of [little, Buffer.from(little).swap16()]) {
      const ended = await run(["--input", file("utf16.ndjson", bytes)]);
      expect(ended.code, ended.stderr).to.equal(0);
    }
    expect(simulator().indicators()).to.have.length(2);
  });

  it("reports an empty list of inputs and an empty file of rows", async () => {
    for (const more of [[], ["--dry-run"]]) {
      const ended = await run(["--input", file("empty.json", "[]"), ...more]);
      expect([ended.code, ended.stdout]).to.deep.equal([0, "[]\n"]);
      expect(ended.stderr).to.include("empty.json contains an empty list of inputs. Nothing was sent.");
    }
    const ended = await run(["--input", file("empty.ndjson", "\n")]);
    expect([ended.code, ended.stdout]).to.deep.equal([0, ""]);
    expect(ended.stderr).to.match(/^warning NoRows: The input holds no rows/);
  });

  it("still runs several inputs, and rows with a bad first line", async () => {
    const inputs = [importOf([row(1)]), importOf([row(2)])];
    expect((await run(["--input", file("inputs.json", inputs)])).code).to.equal(0);
    const lines = `{"a"\n${JSON.stringify(row(3))}\n`;
    expect((await run(["--input", file("rows.ndjson", lines)])).code).to.equal(1);
    expect(simulator().indicators()).to.have.length(3);
  });
});

describe("an input of another format: HTTP and MCP", () => {
  const simulator = useSimulator();
  const serve = useService(simulator);

  for (const path of ["/actions/import_indicators", "/actions/import_indicators/jobs"])
    for (const [what, text, words] of texts) {
      it(`is reported by ${path} for ${what}`, async () => {
        const { url } = await serve();
        const headers = { "content-type": "application/json" };
        const { status, json } = await ask(url + path, { method: "POST", headers, body: text });
        expect([status, json?.["code"]]).to.deep.equal([400, "InvalidInput"]);
        expect(json?.["message"]).to.include(words);
        expect(json?.["hint"]).to.match(/nothing was sent\.$/i);
        expect(simulator().requests()).to.deep.equal([]);
      });
    }

  for (const [type, body, words] of [
    ["text/csv", table, "a table (CSV)"],
    ["text/csv; charset=utf-8", table, "a table (CSV)"],
    ["text/tab-separated-values", table, "a table (CSV)"],
    ["application/vnd.ms-excel", table, "a table (CSV)"],
    ["text/plain", list, "a text list"],
    ["application/stix+json;version=2.1", JSON.stringify(bundle), "STIX"],
    ["application/taxii+json;version=2.1", JSON.stringify(bundle), "STIX"],
    ["application/vnd.oasis.stix+json", JSON.stringify(bundle), "STIX"],
    ["application/xml", "<a/>", "an XML or HTML document"],
  ] as const) {
    it(`is reported for the content type ${type}`, async () => {
      const { url } = await serve();
      const headers = { "content-type": type };
      const { status, json } = await ask(`${url}/actions/import_indicators`, {
        method: "POST",
        headers,
        body,
      });
      expect([status, json?.["code"]]).to.deep.equal([415, "UnsupportedMediaType"]);
      expect(json?.["message"]).to.include(`which is ${words}, and not what an action accepts.`);
      expect(json?.["hint"])
        .to.include("application/json")
        .and.match(/nothing was sent/i);
      const isFeed = words !== "an XML or HTML document";
      const hint = String(json?.["hint"]);
      expect(hint.includes('{"json_body":{"content":"…"}}')).to.equal(isFeed);
      expect(hint.includes("/actions/parse_indicators")).to.equal(isFeed);
      expect(simulator().requests()).to.deep.equal([]);
    });
  }

  it("is reported for a table that is sent as rows", async () => {
    const { url } = await serve();
    const headers = { "content-type": "application/x-ndjson" };
    const { status, json } = await ask(`${url}/actions/import_indicators`, {
      method: "POST",
      headers,
      body: table,
    });
    expect([status, json?.["code"]]).to.deep.equal([400, "InvalidInput"]);
    expect(json?.["message"]).to.equal("The body is a table (CSV), not NDJSON with one row per line.");
  });

  it("is reported to an agent, as the arguments and as the text of json_body", async () => {
    const { client } = await pairOn(simulator().asset());
    for (const [given, words] of [
      [bundle, "InvalidInput: The input is a STIX bundle, "],
      [misp, "InvalidInput: The input is a MISP event, "],
      [{ json_body: bundle }, "InvalidInput: json_body is a STIX bundle, "],
      [{ json_body: rows(2) }, "InvalidInput: json_body is an array of rows, "],
      [{ json_body: JSON.stringify(rows(2)) }, "InvalidInput: json_body is an array of rows, "],
      [{ json_body: table }, "It is a table (CSV)."],
      [{ json_body: { Indicators: list } }, "It is a text list."],
    ] as const) {
      const result = await client.callTool({ name: "import_indicators", arguments: { ...given } });
      expect(textsOf(result as Parameters<typeof textsOf>[0])[0]).to.include(words);
    }
    expect(simulator().requests()).to.deep.equal([]);
  });
});
