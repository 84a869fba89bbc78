/** Formats, recognized by content. */
import { expect } from "chai";
import { detectFormat, formatNotice } from "../../connector/feeds/detect_format.js";
import { cpuSecondsOf } from "../support/cpu_time.js";

const indicator = '{"type":"indicator","id":"indicator--1","pattern":"[ipv4-addr:value = \'192.0.2.1\']"}';
const attribute =
  '{"id":"1","type":"ip-dst","category":"Network activity","to_ids":true,"value":"192.0.2.1"}';

const cases: readonly (readonly [what: string, head: string, format: string | undefined])[] = [
  ["nothing", "", undefined],
  ["blanks", " \ufeff\n\n".replace("\ufeff", ""), undefined],
  [
    "the template of the portal",
    "IndicatorType,IndicatorValue,Action\nIpAddress,192.0.2.1,Block\n",
    "portal-csv",
  ],
  [
    "the template with semicolons and blanks",
    "\ufeffindicator value;Indicator_Type\r\n192.0.2.1;IpAddress\r\n",
    "portal-csv",
  ],
  ["the header of the template only", "IndicatorType,IndicatorValue,Action", "portal-csv"],
  ["a table", "value,type,notes\nbad.example,hostname,x\n", "csv"],
  [
    "a table of URLs with commas",
    "Associated URL,Notes\nhttps://bad.example/a,A note\nhttps://bad.example/b,B\n",
    "csv",
  ],
  ["a table of networks", "Prefix,Type\n192.0.2.0/24, Block\n198.51.100.0/24, Block\n", "csv"],
  ["a table without header", "192.0.2.1,ipaddress,a note\nbad.example,hostname,another note\n", "csv"],
  ["a table of hashes", `md5, sha1\n${"0a".repeat(16)}, ${"0b".repeat(20)}\n`, "csv"],
  [
    "a table below foreign names",
    "Fund;Quelle\nbad.example;good.example\nworse.example;good.example\n",
    "csv",
  ],
  ["a table below names with a blank", "Impersonated,Phishing site\ngood.example,bad.example\n", "csv"],
  ["a table below comments", "# A list; of names\n# Version 2\ndomain,note\nbad.example,x\n", "csv"],
  ["a sep line", "sep=;\nx;y\n1;2\n", "csv"],
  ["one column with a header", "domain\nbad.example\nworse.example\n", "csv"],
  ["a list", "# list\nbad.example\n192.0.2.1 # x, y\nhttps://bad.example/a,b\n", "text"],
  ["a list of one value", "bad.example", "text"],
  ["a list with two values in each line", "bad.example, worse.example\nx.example, y.example\n", "text"],
  ["a list of networks", "192.0.2.0/24\n198.51.100.0/24\n", "text"],
  ["a hosts file", "127.0.0.1 localhost\n0.0.0.0 bad.example\n0.0.0.0 worse.example\n", "text"],
  ["defanged values", "hxxp://bad[.]example/x\nworse[.]example\n", "text"],
  ["a defanged scheme in brackets", "[http]://bad.example/x\n", "text"],
  [
    "prose",
    "Title\n\nThe server, at bad[.]example, sent mail.\nIt was seen in May, June and July.\n",
    "text",
  ],
  ["YAML", "indicators:\n  - type: x\n    name: y\n", "text"],
  ["a bundle", `{"type": "bundle", "id": "bundle--1", "objects": [${indicator}]}`, "stix"],
  ["a bundle with its objects first", `{"objects": [${indicator}], "type": "bundle"}`, "stix"],
  ["an object of STIX", indicator, "stix"],
  ["an array of STIX", `[\n ${indicator}]`, "stix"],
  ["lines of STIX", `${indicator}\n${indicator}\n`, "stix"],
  ["an envelope of TAXII", `{"more": false, "objects": [${indicator}]}`, "stix"],
  ["an empty envelope of TAXII", '{"more": false, "objects": []}', "stix"],
  ["an event of MISP", `{"Event": {"info": "x", "Attribute": [${attribute}]}}`, "misp"],
  [
    "an event without wrapper",
    '{"id": "1", "info": "x", "threat_level_id": "2", "Tag": [], "Org": {"name": "x"}}',
    "misp",
  ],
  ["a list of events", `[{"Event": {"info": "x"}}]`, "misp"],
  ["a list of attributes", `[${attribute}]`, "misp"],
  ["a response with attributes", `{"response": {"Attribute": [${attribute}]}}`, "misp"],
  ["a response with events", '{"response": [{"Event": {}}]}', "misp"],
  ["an envelope of rows", '{"json_body": {"Indicators": [{"indicatorValue": "192.0.2.1"}]}}', "json"],
  ["a body of rows", '{"Indicators": []}', "json"],
  ["an array of rows", '[{"indicatorValue": "192.0.2.1", "indicatorType": "IpAddress"}]', "json"],
  ["an empty array", "[]", "json"],
  ["one row on several lines", '{\n  "indicatorValue": "192.0.2.1"\n}\n', "json"],
  ["one row on one line", '{"indicatorValue": "192.0.2.1"}\n', "ndjson"],
  ["rows on lines", '{"indicatorValue": "192.0.2.1"}\n{"indicatorValue": "192.0.2.2"}\n', "ndjson"],
  ["a row that is cut off", '{"indicatorValue": "192.0.2.1", "descrip', "ndjson"],
];

describe("feeds: detect format", () => {
  for (const [what, head, format] of cases)
    it(`recognizes ${what}`, () => {
      expect(detectFormat(head)).to.equal(format);
      expect(detectFormat(head.replaceAll("\n", "\r\n"))).to.equal(format);
    });

  it("recognizes a table and a list that are cut off anywhere after their fourth line", () => {
    const table = `value,type,note\n${Array.from({ length: 10 }, (_none, i) => `host${i}.bad.example,hostname,"a, b"`).join("\n")}`;
    const list = Array.from({ length: 10 }, (_none, i) => `host${i}.bad.example`).join("\n");
    for (let end = 140; end < 200; end++) {
      expect(detectFormat(table.slice(0, end))).to.equal("csv");
      expect(detectFormat(list.slice(0, end))).to.equal("text");
    }
  });

  it("recognizes hostile texts in bounded time", async () => {
    const seconds = await cpuSecondsOf(() => {
      for (const part of ["{", "[", '{"', '"', "[{", ",", "a,", "\n", "[.]", "\\", '{"a":'])
        detectFormat(part.repeat(65_536 / part.length));
    });
    expect(seconds).to.be.lessThan(5);
  });

  it("recognizes JSON in linear time", async () => {
    const seconds = await cpuSecondsOf(() => {
      detectFormat(`{"${'\\"'.repeat(32_768)}`);
      detectFormat(`{"a":1}${"\n".repeat(65_536)}`);
    });
    expect(seconds).to.be.lessThan(0.5);
  });

  it("recognizes a report with tables as text if it is prose", () => {
    const table = "|Domain|Date\n|bad[.]example|2026\n|worse[.]example|2026\n";
    expect([detectFormat(table), detectFormat(table, true)]).to.deep.equal(["csv", "text"]);
    expect(detectFormat(indicator, true)).to.equal("stix");
  });

  it("reports the format", () => {
    expect(formatNotice("misp")).to.deep.equal({
      code: "FormatRecognized",
      message: "The format was recognized by the content: misp.",
    });
  });
});
