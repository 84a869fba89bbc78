/** Sources that are broken, or made to break a reader. Each is rejected with a reason, or its items are. */
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { convertBytes, expectRejected, statusesOf } from "./convert_process.js";
import { bundleOf, eventOf, indicatorOf, repeated, zipBomb } from "./sources.js";

const good = "[domain-name:value = 'c2.bad.example']";
/** More than any of the sources below may need. A process whose coverage is recorded needs more itself. */
const maxMegabytes = process.env["NODE_V8_COVERAGE"] === undefined ? 260 : 400;

describe("hostile feeds: broken sources", () => {
  for (const format of ["stix", "misp", "json", "auto"])
    it(`names line and column of broken JSON, read as ${format}`, async () => {
      const text = '{\n  "type": "bundle",\n  "objects": [\n    {"type": "indicator", ]\n}\n';
      expectRejected(await convertBytes([text], "--format", format), /line 4, column \d+/);
    });

  it("names the line of a broken line of JSON lines", async () => {
    const ended = await convertBytes(
      [`${JSON.stringify(indicatorOf(good, 0))}\n{"type": \n`],
      "--format",
      "stix",
    );
    expect(`${ended.stderr}${JSON.stringify(ended.items)}`).to.match(/line [23], column 1/);
  });

  it("rejects JSON that is cut off", async () => {
    const text = bundleOf(good, good);
    expectRejected(await convertBytes([text.slice(0, -40)]), /line 1/);
  });

  it("rejects gzip that is cut off, after the rows before the cut", async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `h${index * 7919}.bad.example\n`).join("");
    const packed = gzipSync(lines);
    const ended = await convertBytes([packed.subarray(0, packed.length / 2)]);
    expectRejected(ended, /cut off|truncated|unexpected end|gzip/i);
    expect(ended.rows).to.be.greaterThan(1000);
  });

  it("rejects gzip with a wrong checksum", async () => {
    const packed = gzipSync("c2.bad.example\n");
    packed.writeUInt32LE(7, packed.length - 8);
    expectRejected(await convertBytes([packed]), /gzip|check/i);
  });

  it("reads every record of a ragged CSV", async () => {
    const text = "value,type,notes\nc2.bad.example\n192.0.2.7,ipaddress,a,b,c,d\n,,\nbad.example,hostname\n";
    const ended = await convertBytes([text], "--format", "csv");
    // Without a type, and with too many cells, values may be in the wrong columns. A record of empty cells is no item.
    expect(statusesOf(ended)).to.deep.equal(["skipped", "skipped", "taken"]);
    expect(ended.stdout).to.include('"bad.example"');
  });

  it("reports a quote that is open to the end of the file", async () => {
    const ended = await convertBytes(
      repeated("c2.bad.example,hostname\n", 3e6, 'value,type\n"'),
      "--format",
      "csv",
    );
    expect(`${ended.stderr}${JSON.stringify(ended.items)}`).to.match(/quote/i);
    expect(ended.maxMegabytes).to.be.below(maxMegabytes);
  });

  for (const bytes of [Buffer.from("not \xff\xfe utf\n", "latin1"), Buffer.from([0xff, 0xfe, 0x41])])
    it(`does not lose ${bytes.length} bytes that are not text`, async () => {
      const { code, items } = await convertBytes([bytes]);
      expect(code === 2 || items.length === 1).to.equal(true);
    });
});

describe("hostile feeds: sizes", () => {
  for (const [format, before] of [
    ["text", ""],
    ["csv", "value\n"],
    ["portal-csv", "IndicatorType,IndicatorValue\nUrl,"],
    ["stix", '{"type":"bundle","objects":[{"type":"'],
    ["misp", '{"Event":{"info":"'],
    ["json", '{"json_body":{"Indicators":[{"title":"'],
    ["ndjson", '{"indicatorValue":"'],
    ["auto", ""],
  ] as const)
    it(`reads 64 MB on one line as ${format} in bounded memory`, async () => {
      const ended = await convertBytes(repeated("a.bad.example ", 64e6, before), "--format", format);
      if (ended.code === 0) expect(statusesOf(ended)).to.include("skipped");
      expect(ended.maxMegabytes).to.be.below(maxMegabytes);
    });

  it("reads prose of 16 MB on one line in bounded memory", async () => {
    const ended = await convertBytes(repeated("a[.]bad[.]example ", 16e6), "--format", "text", "--prose");
    if (ended.code === 0) expect(ended.items).not.to.be.empty;
    expect(ended.maxMegabytes).to.be.below(maxMegabytes);
  });

  it("does not unpack a zip bomb into memory", async () => {
    for (const [character, megabytes] of [
      ["a", 256],
      ["\0", 256],
      ["[", 256],
      ["\n", 16],
    ] as const) {
      const ended = await convertBytes(zipBomb(megabytes, character));
      expect(ended.maxMegabytes, JSON.stringify(character)).to.be.below(maxMegabytes);
    }
  });

  it("skips a pattern with 10,000 nested parentheses, and takes the others", async () => {
    const nested = `[${"(".repeat(10_000)}domain-name:value = 'a.bad.example'${")".repeat(10_000)}]`;
    const groups = `${"(".repeat(10_000)}${good}${")".repeat(10_000)}`;
    const ended = await convertBytes([bundleOf(nested, good, groups)], "--format", "stix");
    expect(statusesOf(ended)).to.deep.equal(["skipped", "taken", "skipped"]);
  });

  for (const format of ["stix", "misp", "json", "ndjson"])
    it(`says that JSON is nested 200,000 levels deep, read as ${format}`, async () => {
      const ended = await convertBytes([`{"a":${"[".repeat(200_000)}`], "--format", format);
      if (format === "ndjson") expect(statusesOf(ended)).to.deep.equal(["skipped"]);
      else expect(ended.code).to.equal(2);
      expect(ended.stderr).to.match(/line 1.* nested more than/);
    });

  it("reads a CSV with 100,000 columns", async () => {
    const columns = Array.from({ length: 100_000 }, (_, index) => `c${index}`).join(",");
    const record = `a.bad.example${",x".repeat(99_999)}`;
    const ended = await convertBytes([`${columns}\n${record}\n${record}\n`], "--format", "csv");
    if (ended.code === 0) expect(ended.items).to.have.length(2);
    expect(ended.maxMegabytes).to.be.below(maxMegabytes);
  });

  // One character less than the longest line that is read.
  const words = [
    "[.]",
    "a.",
    "hxxp://",
    "1.1.1.1.",
    "::1",
    "'\"\\",
    "a|b",
    "a@b.",
    "<a",
    "[",
    "\t",
    "(dot)",
    "ab-",
  ];
  const lines = words.map((word) => `x${word.repeat(65_534 / word.length)}\n`).join("");
  for (const options of [
    ["--format", "text"],
    ["--format", "text", "--prose"],
    ["--format", "csv", "--map", "1=indicatorValue"],
    ["--format", "auto"],
  ])
    it(`needs linear time for words of many marks, with ${options.join(" ")}`, async () => {
      const start = options.includes("csv") ? "value\n" : "";
      const ended = await convertBytes([start, lines], ...options);
      if (ended.code === 0) expect(ended.items).not.to.be.empty;
    });
});

describe("hostile feeds: characters", () => {
  it("rejects a list with NUL bytes", async () => {
    const ended = await convertBytes(["c2.bad.example\na\0b.bad.example\n"], "--format", "text");
    expectRejected(ended, /zero bytes/);
  });

  it("skips values with lone surrogates", async () => {
    const bundle = bundleOf(good, "[domain-name:value = 'a\ud800.bad.example']");
    expect(statusesOf(await convertBytes([bundle], "--format", "stix"))).to.deep.equal(["taken", "skipped"]);
    const event = eventOf(["domain", "a\udc00.bad.example"], ["domain", "c2.bad.example"]);
    expect(statusesOf(await convertBytes([event], "--format", "misp"))).to.deep.equal(["skipped", "taken"]);
  });

  it("reads keys and headers with names of the prototype as ordinary names", async () => {
    const csv = "__proto__,constructor,value\nx,y,c2.bad.example\n";
    expect(statusesOf(await convertBytes([csv], "--format", "csv"))).to.deep.equal(["taken"]);
    const event = eventOf(
      ["__proto__", "a"],
      ["constructor", "b"],
      ["toString", "c"],
      ["domain", "c2.bad.example"],
    );
    const found = statusesOf(await convertBytes([event], "--format", "misp"));
    expect(found).to.deep.equal(["skipped", "skipped", "skipped", "taken"]);
    const json = `{"__proto__":{"type":"indicator"},${bundleOf(good).slice(1)}`;
    expect(statusesOf(await convertBytes([json], "--format", "stix"))).to.deep.equal(["taken"]);
    const pattern = bundleOf("[__proto__:constructor = 'a']", "[constructor:value = 'a']");
    expect(statusesOf(await convertBytes([pattern], "--format", "stix"))).to.deep.equal([
      "skipped",
      "skipped",
    ]);
  });

  it("rejects names of the prototype as options", async () => {
    const source = ["value\nc2.bad.example\n"];
    for (const name of ["__proto__", "constructor"]) {
      const message = new RegExp(`"${name}"`);
      expectRejected(await convertBytes(source, "--default", `${name}=x`), message);
      expectRejected(await convertBytes(source, "--map", `${name}=title`), message);
      expectRejected(await convertBytes(source, "--map", `value=${name}`), message);
    }
  });

  it("skips formulas in the place of values", async () => {
    const text = 'value,type\n"=HYPERLINK(""http://bad.example/"")",url\n@SUM(1),hostname\n+1,ipaddress\n';
    const ended = await convertBytes([text], "--format", "csv");
    expect(statusesOf(ended)).to.deep.equal(["skipped", "skipped", "skipped"]);
  });
});
