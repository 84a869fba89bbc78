/** Tests the way from bytes to items with rows. */
import { expect } from "chai";
import type { ConnectorError } from "../../connector/index.js";
import type { FeedSettings } from "../../connector/feeds/feed_settings.js";
import type { FeedItem, FeedNotice } from "../../connector/feeds/feed_types.js";
import { readFeed } from "../../connector/feeds/read_feed.js";
import { settings } from "./support.js";

/** A source that knows whether it was read and closed. */
class Source {
  isOpen = false;
  isClosed = false;
  readonly #pieces: readonly string[];

  constructor(...pieces: string[]) {
    this.#pieces = pieces;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    this.isOpen = true;
    try {
      for (const piece of this.#pieces) yield Buffer.from(piece);
    } finally {
      this.isClosed = true;
    }
  }
}

async function read(
  source: AsyncIterable<Uint8Array>,
  defaults: unknown = { action: "Block" },
  more: Partial<FeedSettings> = {},
): Promise<FeedItem[]> {
  const items: FeedItem[] = [];
  for await (const page of readFeed(source, settings(defaults, more))) items.push(...page);
  return items;
}

const faultOf = (work: Promise<unknown>): Promise<ConnectorError> =>
  work.then(
    () => expect.fail("The feed was read."),
    (error: ConnectorError) => error,
  );

describe("feeds: reading", () => {
  it("recognizes the format, says so, and reads the whole source", async () => {
    const notices: FeedNotice[] = [];
    const onNotice = (notice: FeedNotice) => notices.push(notice);
    const items = await read(new Source("hxxps://bad[.]exa", "mple/x\n192.0.2.1\n"), undefined, { onNotice });
    expect(items.map(({ status, rows }) => [status, rows.length])).to.deep.equal([
      ["changed", 1],
      ["taken", 1],
    ]);
    expect(notices.map(({ code }) => code)).to.deep.equal(["FormatRecognized", "DocumentationValues"]);
  });

  it("keeps the text of the source of items that the policy skips", async () => {
    const header = "IndicatorType,IndicatorValue,Action,Title,Description";
    const row = { indicatorType: "DomainName", indicatorValue: "bad.example", action: "Block" };
    for (const [text, code, before] of [
      ['value,tlp,note\nbad.example, red ,"a, b"\n', "TlpAboveLimit", 'bad.example, red ,"a, b"'],
      ["value;confidence\nbad.example;10\n", "ConfidenceTooLow", "bad.example;10"],
      [`${header}\nIpAddress,8.8.8.8,Block,T,D\n`, "Benign", "IpAddress,8.8.8.8,Block,T,D"],
      [`${header}\nDomainName,bad.example,,T,D\n`, "ActionMissing", "DomainName,bad.example,,T,D"],
      ["8.8.8.8 # resolver\n", "Benign", "8.8.8.8"],
      [JSON.stringify([row]), "ConfidenceTooLow", JSON.stringify(row)],
      [`${JSON.stringify(row)}\n`, "ConfidenceTooLow", JSON.stringify(row)],
    ] as const) {
      const isLow = code === "ConfidenceTooLow";
      const defaults = {
        ...(code === "ActionMissing" ? {} : { action: "Block" }),
        minConfidence: isLow ? 50 : 0,
      };
      const items: FeedItem[] = [];
      try {
        for await (const page of readFeed(new Source(text), settings(defaults))) items.push(...page);
      } catch (error) {
        expect([code, (error as ConnectorError).code]).to.deep.equal(["ActionMissing", "InvalidOption"]);
      }
      expect(items.map((item) => [item.code, item.before])).to.deep.equal([[code, before]]);
    }
  });

  it("rejects columns of a feed without columns, before anything is read", async () => {
    const columns = { nosuch: "title" };
    const feeds = {
      text: "bad.example\n",
      stix: '{"type":"bundle","id":"bundle--1","objects":[]}',
      misp: '{"Event":{"info":"x","Attribute":[]}}',
      json: '[{"indicatorValue":"bad.example"}]',
      ndjson: '{"indicatorValue":"bad.example"}\n{"indicatorValue":"worse.example"}\n',
    };
    for (const [format, text] of Object.entries(feeds))
      for (const wanted of [format as "text", "auto"] as const) {
        const fault = await faultOf(read(new Source(text), undefined, { columns, format: wanted }));
        expect([fault.code, fault.message], format).to.deep.equal([
          "InvalidOption",
          `Columns can be mapped in a table only, and the feed is read as ${format}, which has none. Nothing was read.`,
        ]);
      }
  });

  it("rejects an unknown format or field before anything is read", async () => {
    const source = new Source("bad.example\n");
    const format = "csvv" as "csv";
    expect((await faultOf(read(source, {}, { format }))).message).to.contain(
      'Unknown format "csvv". Did you mean csv?',
    );
    const columns = { ioc: "indicatorVallue" };
    const fault = await faultOf(read(source, {}, { columns }));
    expect(fault.code).to.equal("InvalidOption");
    expect(fault.message).to.contain('Unknown field "indicatorVallue". Did you mean indicatorValue?');
    expect(source.isOpen).to.equal(false);
  });

  const report = [
    "The malware is described in detail.",
    "https://vendor.example/blog",
    "hxxps://bad[.]example/x",
    "It also connects to an address.",
    "It has a title.",
    "192.0.2.1",
    "The report ends here.",
  ].join("\n");

  it("skips plain URLs of a text that looks like a report, and says how to read them", async () => {
    const notices: FeedNotice[] = [];
    const onNotice = (notice: FeedNotice) => notices.push(notice);
    const items = await read(new Source(report), undefined, { onNotice });
    expect(
      items.map(({ code, rows }) => [code, rows.length]).filter(([code]) => code !== "ValueUnrecognized"),
    ).to.deep.equal([
      ["PlainValue", 0],
      ["Refanged", 1],
      [null, 1],
    ]);
    expect(items[1]?.message).to.contain("--prose").and.to.contain("--format text");
    const notice = notices.find(({ code }) => code === "LooksLikeProse");
    expect(notice?.message).to.contain("4 of its first 7 lines are not values").and.to.contain("--prose");
  });

  it("reads every line as a value if the format is given, and finds values in prose if asked", async () => {
    for (const more of [{ format: "text" }, { prose: true }] as const) {
      const codes: string[] = [];
      const onNotice = ({ code }: FeedNotice) => codes.push(code);
      const items = await read(new Source(report), undefined, { ...more, onNotice });
      expect(items.flatMap(({ rows }) => rows)).to.have.length("prose" in more ? 2 : 3);
      expect(codes).not.to.include("LooksLikeProse");
    }
  });

  it("applies a marking in a text to all of its items, and says so", async () => {
    for (const [format, text, marking] of [
      ["auto", "# TLP:RED\nbad.example\n", "red"],
      ["text", "bad.example\n# TLP:GREEN\n# TLP:RED", "red"],
      ["csv", "# TLP:AMBER+STRICT\nbad.example,x\nworse.example,y\n", "amber+strict"],
    ] as const) {
      const notices: FeedNotice[] = [];
      const onNotice = (notice: FeedNotice) => notices.push(notice);
      const defaults = { action: "Block", maxTlp: "amber" };
      const items = await read(new Source(text), defaults, { format, onNotice });
      expect(items.at(-1)?.code, text).to.equal("TlpAboveLimit");
      expect(items.flatMap(({ rows }) => rows)).to.deep.equal([]);
      const notice = notices.find(({ code }) => code === "TlpRecognized");
      expect(notice?.message).to.contain(`TLP:${marking.toUpperCase()}`);
      const taken = await read(new Source(text), { action: "Block", maxTlp: marking }, { format });
      expect(taken.at(-1)?.code).to.equal(null);
    }
  });

  it("keeps the stricter level of a record", async () => {
    const text = "# TLP:GREEN\nindicator,tlp\nbad.example,RED\nworse.example,CLEAR\n";
    const items = await read(
      new Source(text),
      { action: "Block", maxTlp: "green" },
      {
        format: "csv",
        columns: { "2": "tlp" },
      },
    );
    const codes = items.filter(({ before }) => /example/.test(before ?? "")).map(({ code }) => code);
    expect(codes).to.deep.equal(["TlpAboveLimit", null]);
  });

  it("reads a table to its end although a record has no action, and then reports the record", async () => {
    const text =
      "indicator,action,title,severity\nbad.example,Block,T,Low\nworse.example,,T,Low\nworst.example,Audit,T,Low\n";
    const items: FeedItem[] = [];
    const reading = (async () => {
      for await (const page of readFeed(new Source(text), settings({}))) items.push(...page);
    })();
    const fault = await faultOf(reading);
    expect(fault.code).to.equal("InvalidOption");
    expect(fault.message).to.contain("1 item does not contain action").and.to.contain("line 3.");
    expect(items.map(({ code, rows }) => [code, rows.length])).to.deep.equal([
      [null, 1],
      ["ActionMissing", 0],
      [null, 1],
    ]);
  });

  it("reads no record of a table without a column for actions", async () => {
    for (const text of ["indicator,title\nbad.example,x\n", "bad.example,x\nworse.example,y\n"]) {
      const items: FeedItem[] = [];
      const reading = (async () => {
        for await (const page of readFeed(new Source(text), settings({}, { format: "csv" })))
          items.push(...page);
      })();
      expect((await faultOf(reading)).message).to.contain(
        "is read as a table, and none of its columns is read as action, which the connector does not guess. A column can be assigned: --map COLUMN=action, or map in an input.",
      );
      expect(items).to.deep.equal([]);
    }
  });

  it("closes a source that it does not read to its end", async () => {
    const source = new Source("bad.example\n", "192.0.2.1\n");
    expect((await faultOf(read(source, {}))).message).to.contain(
      "read as text, which does not contain action",
    );
    expect(source.isClosed).to.equal(true);
    const abandoned = new Source("bad.example\n".repeat(10_000));
    for await (const _page of readFeed(abandoned, settings({ action: "Block" }))) break;
    expect(abandoned.isClosed).to.equal(true);
  });

  it("passes defaults to the readers", async () => {
    const event = { info: "I", Attribute: [{ type: "ip-src", value: "192.0.2.1", to_ids: true, uuid: "u" }] };
    const statusFor = async (ipSrc: string) =>
      (await read(new Source(JSON.stringify({ Event: event })), { action: "Block", ipSrc }))[0]?.status;
    expect([await statusFor("take"), await statusFor("skip")]).to.deep.equal(["taken", "skipped"]);
  });

  it("reads each format", async () => {
    const bundle = {
      type: "bundle",
      id: "bundle--1",
      objects: [{ type: "indicator", id: "indicator--1", pattern: "[domain-name:value = 'bad.example']" }],
    };
    const sources = {
      "portal-csv":
        "IndicatorType,IndicatorValue,Action,Title,Description\nDomainName,bad.example,Block,T,D\n",
      csv: "domain,comment\nbad.example,x\n",
      stix: JSON.stringify(bundle),
      misp: JSON.stringify({
        Event: { info: "I", Attribute: [{ type: "domain", value: "bad.example", to_ids: true }] },
      }),
      text: "bad.example\n",
      json: JSON.stringify({ json_body: { Indicators: [{ indicatorValue: "bad.example" }] } }),
      ndjson: '{"indicatorValue":"bad.example"}\n',
    };
    for (const [format, text] of Object.entries(sources) as [FeedSettings["format"], string][]) {
      const items = await read(new Source(text), undefined, { format: format ?? "auto" });
      const values = items.flatMap(({ rows }) => rows as { indicatorValue: string }[]);
      expect(
        values.map(({ indicatorValue }) => indicatorValue),
        format,
      ).to.deep.equal(["bad.example"]);
    }
  });
});
