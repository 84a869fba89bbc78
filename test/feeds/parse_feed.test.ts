/** Tests feeds that an input contains. */
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { type ConnectorError, load, packageRoot } from "../../connector/index.js";
import { type GivenFeed, parseFeed } from "../../connector/feeds/parse_feed.js";
import { nowMs } from "./support.js";

const declarations = load(packageRoot());
const parse = (given: GivenFeed, assetDefaults?: unknown, check = () => {}) =>
  parseFeed(given, {
    mapping: { declarations, path: "schemas/mappings/defender_indicator.json" },
    assetDefaults,
    nowMs,
    onNotice: () => {},
    check,
  });
const codeOf = (given: GivenFeed, assetDefaults?: unknown) =>
  parse(given, assetDefaults).then(
    () => "",
    ({ code }: ConnectorError) => code,
  );
const block = { action: "Block" } as const;

describe("feeds: a feed in an input", () => {
  it("returns rows, and items with the number of their rows", async () => {
    const { rows, items } = await parse({
      content: "bad.example\n8.8.8.8\n",
      format: "text",
      defaults: block,
    });
    expect(rows).to.have.length(1);
    expect(
      items.map(({ source, status, rows: count }) => [source.file, source.line, status, count]),
    ).to.deep.equal([
      ["content", 1, "taken", 1],
      ["content", 2, "skipped", 0],
    ]);
  });

  it("uses the name of the feed in items and descriptions", async () => {
    const { rows, items } = await parse({
      name: "report-7.txt",
      content: "bad.example\n",
      format: "text",
      defaults: block,
    });
    expect(items[0]?.source.file).to.equal("report-7.txt");
    expect(rows[0]).to.deep.include({ description: "DomainName bad.example from report-7.txt" });
  });

  it("fails if an item has no action, and names no command-line option", async () => {
    const content = "indicator,action,title,severity\nbad.example,Block,T,Low\nworse.example,,T,Low\n";
    const fault = await parse({ content, format: "csv" }).catch((error: ConnectorError) => error);
    expect(fault).to.include({ code: "InvalidOption" });
    expect((fault as ConnectorError).message).to.contain("line 3.");
    expect((fault as ConnectorError).hint)
      .to.contain('"defaults":{"action":"Block"}')
      .and.not.to.contain("--");
  });

  it("reads bytes in base64, also in UTF-16", async () => {
    const bytes = Buffer.from("\uFEFFbad.example\r\n", "utf16le");
    const { rows } = await parse({
      content_base64: bytes.toString("base64"),
      format: "text",
      defaults: block,
    });
    expect(rows).to.have.length(1);
  });

  it("reads gzip in base64, in bounded memory", async () => {
    const feed = (bytes: Buffer): GivenFeed => ({
      content_base64: bytes.toString("base64"),
      format: "text",
      defaults: block,
    });
    const packed = gzipSync("bad.example\n");
    const { rows } = await parse(feed(packed));
    expect(rows).to.have.length(1);
    const bomb = gzipSync(Buffer.alloc(129 * 1024 * 1024, "\n"));
    for (const bytes of [packed.subarray(0, -9), Buffer.concat([packed.subarray(0, 12), packed]), bomb])
      expect(await codeOf(feed(bytes))).to.equal("InvalidInput");
  });

  it("rejects base64 that is not exact, and halves of characters", async () => {
    for (const content_base64 of ["YQ", "YQ=\n=", "YR==", "a b=", "é"])
      expect(await codeOf({ content_base64, format: "text", defaults: block }), content_base64).to.equal(
        "InvalidInput",
      );
    expect(await codeOf({ content: "bad.example\n\ud800", format: "text", defaults: block })).to.equal(
      "InvalidInput",
    );
  });

  it("needs exactly one content", async () => {
    expect(await codeOf({})).to.equal("InvalidInput");
    expect(await codeOf({ content: "", content_base64: "" })).to.equal("InvalidInput");
    expect((await parse({ content: "", defaults: block })).items).to.deep.equal([]);
  });

  it("prefers the defaults of the input to those of the asset, key by key", async () => {
    const given = { content: "bad.example\n", format: "text" } as const;
    const { rows } = await parse({ ...given, defaults: { title: "T" } }, { action: "Warn", title: "Asset" });
    expect(rows[0]).to.deep.include({ action: "Warn", title: "T" });
    expect(await codeOf(given, { acton: "Warn" })).to.equal("InvalidAsset");
    expect(await codeOf(given, "x")).to.equal("InvalidAsset");
  });

  it("limits the number of items", async () => {
    const content = "192.0.2.1\n".repeat(200_001);
    expect(await codeOf({ content, format: "text", defaults: block })).to.equal("InvalidInput");
  });

  it("ends when the run is over", async () => {
    const stop = () => {
      throw new Error("over");
    };
    const run = parse({ content: "bad.example\n", format: "text", defaults: block }, undefined, stop);
    expect(await run.catch((error: Error) => error.message)).to.equal("over");
  });

  it("assigns columns, finds values in prose, and takes allowed values", async () => {
    const ofColumn = await parse({
      content: "a;b\nx;bad.example\n",
      format: "csv",
      map: { "2": "indicatorValue" },
      defaults: block,
    });
    expect(ofColumn.rows).to.have.length(1);
    const ofProse = await parse({
      content: "It used bad[.]example again.",
      format: "text",
      prose: true,
      defaults: block,
    });
    expect(ofProse.rows).to.have.length(1);
    const allowed = await parse({
      content: "8.8.8.8\n",
      format: "text",
      allow_benign: ["8.8.8.8"],
      defaults: block,
    });
    expect(allowed.rows).to.have.length(1);
  });
});
