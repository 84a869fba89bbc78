/** Lists: one value per line. */
import { expect } from "chai";
import fc from "fast-check";
import { readText } from "../../../connector/feeds/text/read_text.js";
import { inPieces, readAll, short } from "../read_all.js";

const md5 = "0a".repeat(16);
const sha1 = "0b".repeat(20);
const sha256 = "0c".repeat(32);

/** A line, what becomes of it, and its text in the item if it is not the whole line. */
const lines: readonly (readonly [line: string, outcome: string, before?: string])[] = [
  ["bad.example", "taken domain:bad.example"],
  ["  bad.example\t", "taken domain:bad.example", "bad.example"],
  ["bad.example # was: good.example", "taken domain:bad.example", "bad.example"],
  ["bad.example\t#comment", "taken domain:bad.example", "bad.example"],
  ["https://bad.example/#fragment", "taken url:https://bad.example/#fragment"],
  ["192.0.2.1:443 # port", "changed PortRemoved ip:192.0.2.1", "192.0.2.1:443"],
  ["0.0.0.0 bad.example", "taken domain:bad.example"],
  [
    "127.0.0.1\tbad.example  worse.example # two",
    "taken domain:bad.example domain:worse.example",
    "127.0.0.1\tbad.example  worse.example",
  ],
  ["::1 bad.example", "taken domain:bad.example"],
  ["127.0.0.1 localhost", "skipped LocalName"],
  ["127.0.0.1 localhost bad.example", "changed PartSkipped domain:bad.example"],
  ["bad.example ; was: good.example", "taken domain:bad.example", "bad.example"],
  ["127.0.0.1 laptop.corp.example mybox", "skipped LocalName"],
  ["127.0.0.1 laptop.corp.local", "skipped LocalName"],
  ["0.0.0.0 bad.example", "taken domain:bad.example"],
  ["bad.example:99999", "skipped ValueInvalid"],
  ["192.0.2.1:0", "skipped ValueInvalid"],
  ["bad.example:65535", "changed PortRemoved domain:bad.example"],
  ["http://bad.example/x,https://good.example/blog", "skipped SeveralValues"],
  ["http://bad.example/x;hxxps[:]//good[.]example/blog", "skipped SeveralValues"],
  ["https://bad.example/x,y;z", "taken url:https://bad.example/x,y;z"],
  ["- - bad.example", "skipped ValueUnrecognized"],
  ["<<<<<<< HEAD", "skipped ConflictMarker"],
  ["=======", "skipped ConflictMarker"],
  [`>>>>>>> ${sha1}`, "skipped ConflictMarker"],
  [`${md5} ${sha1} ${sha256}`, `taken sha256:${sha256}`],
  [`${md5}, ${"0d".repeat(16)}`, `taken md5:${md5} md5:${"0d".repeat(16)}`],
  [`${sha256} ${md5} ${"0d".repeat(16)}`, `taken sha256:${sha256} md5:${md5} md5:${"0d".repeat(16)}`],
  [`${md5}  setup.exe`, `changed TextRemoved md5:${md5}`],
  [`${sha256} *setup.exe`, `changed TextRemoved sha256:${sha256}`],
  ["- bad.example", "changed ListMarkRemoved domain:bad.example"],
  ["* bad[.]example", "changed Refanged domain:bad.example"],
  ["bad.example, worse.example", "taken domain:bad.example domain:worse.example"],
  ["192.0.2.1;198.51.100.2", "taken ip:192.0.2.1 ip:198.51.100.2"],
  ["bad.example 192.0.2.1", "skipped SeveralValues"],
  ["192.0.2.0/24", "skipped Network"],
  ["bad.example/path", "skipped PathWithoutScheme"],
  ["bad.example is bad", "skipped ValueUnrecognized"],
  ["https://bad.example/x.", "skipped UrlEndUnclear"],
  ["https://bad.example/[_x", "skipped UrlEndUnclear"],
  ["https://bad.example/x)", "skipped UrlEndUnclear"],
  ["hxxps://bad[.]example/x(", "skipped UrlEndUnclear"],
  ["- https://bad.example/x.", "skipped UrlEndUnclear"],
  ["https://bad.example.", "changed DotRemoved url:https://bad.example"],
  ["https://bad.example/a(b)[1]{2}", "taken url:https://bad.example/a(b)[1]{2}"],
  ["http://[2001:db8::1]/", "taken url:http://[2001:db8::1]/"],
];

const comments = [
  "",
  "   ",
  "# Reference: https://report.example/",
  "  # bad.example",
  "; bad.example",
  "// bad.example",
  "\u00a0",
];

describe("feeds: text", () => {
  for (const [line, outcome, before = line] of lines)
    it(`reads ${JSON.stringify(line)} as ${outcome.slice(0, 60)}`, async () => {
      const { items } = await readAll(readText, `${line}\n`);
      expect(items.map(short)).to.deep.equal([outcome]);
      expect(items[0]?.before).to.equal(before);
      const isChanged = items[0]?.status === "changed";
      expect(items[0]?.after).to.equal(
        isChanged ? items[0]?.observables.map(({ value }) => value).join(", ") : null,
      );
      expect(items[0]?.message === null).to.equal(items[0]?.status === "taken");
    });

  it("names the option for prose if a line contains a value and other text", async () => {
    const text = "1. bad[.]example\nworse[.]example - dropper\nbad.example is bad\nno value\n";
    const { items } = await readAll(readText, text);
    expect(items.map(short)).to.deep.equal(Array.from({ length: 4 }, () => "skipped ValueUnrecognized"));
    expect(items.map((item) => JSON.stringify(item).includes("use --prose"))).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
  });

  it("skips lines with several values if other lines have as many", async () => {
    const list =
      "Fund;Quelle\nbad.example;good.example\nworse.example;good.example\nx.example, y.example, z.example\n";
    const { items } = await readAll(readText, `${list}${md5},${sha256}\n${md5},${sha256}\n`);
    expect(items.map(short)).to.deep.equal([
      "skipped ValueUnrecognized",
      "skipped SeveralValues",
      "skipped SeveralValues",
      "taken domain:x.example domain:y.example domain:z.example",
      `taken sha256:${sha256}`,
      `taken sha256:${sha256}`,
    ]);
  });

  it("reads a line of 30,000 list marks", async () => {
    const { items } = await readAll(readText, `${"- ".repeat(30_000)}bad.example\n`);
    expect(items.map(short)).to.deep.equal(["skipped ValueUnrecognized"]);
  });

  it("does not count blank lines and comments as items", async () => {
    const { items } = await readAll(readText, [...comments, "bad.example", ...comments].join("\r\n"));
    expect(items.map(short)).to.deep.equal(["taken domain:bad.example"]);
    expect(items[0]?.source).to.deep.equal({ file: "feed", line: comments.length + 1 });
  });

  it("takes every hash of a file if asked", async () => {
    const { items } = await readAll(readText, `${md5} ${sha1}\n`, { allHashes: true });
    expect(items.map(short)).to.deep.equal([`taken md5:${md5} sha1:${sha1}`]);
  });

  it("skips a line that is longer than 65,536 characters", async () => {
    const { items } = await readAll(readText, `bad.example\n${"a".repeat(1_000_000)}\nworse.example`);
    expect(items.map(short)).to.deep.equal([
      "taken domain:bad.example",
      "skipped LineTooLong",
      "taken domain:worse.example",
    ]);
    expect(items[1]?.before?.length).to.equal(200);
  });

  it("returns pages of at most 500 items and lets the event loop turn", async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    const text = Array.from({ length: 20_001 }, (_none, i) => `host${i}.bad.example`).join("\n");
    const { items, pages } = await readAll(readText, text);
    clearInterval(timer);
    expect(items.length).to.equal(20_001);
    expect(Math.max(...pages)).to.equal(500);
    expect(turns).to.be.greaterThan(5);
  });

  it("returns the lines before a fault of the source, and not the line that is cut off", async () => {
    const { items, error } = await readAll(
      readText,
      inPieces("bad.example\nworse.exam", 5, new Error("cut off")),
    );
    expect(items.map(short)).to.deep.equal(["taken domain:bad.example"]);
    expect(error?.message).to.equal("cut off");
  });

  it("returns one item with one status per line with content, whatever the text is", async () => {
    const line = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom(
        "bad.example",
        "192.0.2.1:80",
        "#x",
        "hxxp://a[.]example/",
        "0.0.0.0 a.example",
        "a, b",
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line.map((text) => text.replace(/[\r\n\0]/g, ""))), async (texts) => {
        const { items } = await readAll(readText, texts.join("\n"));
        const expected = texts.filter((text) => text.trim() !== "" && !/^(?:#|;|\/\/)/.test(text.trim()));
        expect(items.length).to.equal(expected.length);
        for (const { status, observables, code } of items) {
          expect(observables.length > 0).to.equal(status !== "skipped");
          expect(code === null).to.equal(status === "taken");
        }
      }),
    );
  });
});
