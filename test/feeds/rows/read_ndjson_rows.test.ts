import { setImmediate } from "node:timers/promises";
import { expect } from "chai";
import { readNdjsonRows } from "../../../connector/feeds/rows/read_ndjson_rows.js";
import { chunks, readAll } from "../reading.js";
import { collectGarbage } from "../../support/collect_garbage.js";
import { cpuSecondsOf } from "../../support/cpu_time.js";

describe("feeds: readNdjsonRows", () => {
  for (const length of [1, 7, 10_000])
    it(`reads one row per line, in chunks of ${length} bytes`, async () => {
      const text = '\ufeff{"a":"é"}\r\n\n  \n{"b":2}\n3\n{"c":4}';
      const { items, error } = await readAll(readNdjsonRows, chunks(text, length));
      expect(error).to.equal(undefined);
      expect(items.map(({ source, status, row }) => [source.line, status, row])).to.deep.equal([
        [1, "taken", { a: "é" }],
        [4, "taken", { b: 2 }],
        [5, "skipped", undefined],
        [6, "taken", { c: 4 }],
      ]);
    });

  for (const [line, code, words] of [
    ['{"b":', "LineInvalid", "at line 2, column 6, the text ends before its object is closed"],
    ["bad.example", "LineInvalid", 'at line 2, column 1, "b" was found'],
    ['{"b":1}{"c":2}', "LineInvalid", "at line 2, column 8, a second value was found"],
    ['{"b":1,"b":2}', "LineInvalid", 'at line 2, column 8, "b" occurs twice in one object'],
    [`{"b":"${"x".repeat(1024 * 1024)}"}`, "LineTooLong", "longer than 1 MiB"],
    ["[".repeat(100_000), "LineInvalid", "nested more than 100 levels deep"],
  ] as const)
    it(`skips the line ${line.slice(0, 20)} and reads on`, async () => {
      const { items, error } = await readAll(readNdjsonRows, `{"a":1}\n${line}\n{"c":3}\n`);
      expect(error).to.equal(undefined);
      expect(items.map(({ row }) => row)).to.deep.equal([{ a: 1 }, undefined, { c: 3 }]);
      expect([items[1]?.status, items[1]?.code]).to.deep.equal(["skipped", code]);
      expect(items[1]?.message).to.include(words);
      expect(items[1]?.before).to.equal(line.slice(0, 1000));
    });

  it("counts millions of blank lines in a moment", async () => {
    const blank = Buffer.alloc(1024 * 1024, " \r\n\n");
    for (let at = 0; at < blank.length; at += 65_536) blank.write("1 \n\n", at);
    const source = async function* () {
      for (let i = 0; i < 64; i++) yield blank;
      yield Buffer.from('\n  {"a":1}\n{');
    };
    let items: Awaited<ReturnType<typeof readAll>>["items"] = [];
    const seconds = await cpuSecondsOf(async () => {
      ({ items } = await readAll(readNdjsonRows, source()));
    });
    expect(seconds).to.be.lessThan(5);
    const lines = 64 * 512 * 1024;
    expect(items.slice(-3).map(({ source: { line } }) => line)).to.deep.equal([
      lines - 32 * 1024 + 1,
      lines + 2,
      lines + 3,
    ]);
    expect(items.at(-1)?.message).to.include(`at line ${lines + 3}, column 2`);
  });

  it("does not keep a line that is too long in memory", async () => {
    const refs: WeakRef<ArrayBufferLike>[] = [];
    let kept = 0;
    const source = async function* () {
      for (let i = 0; i < 400; i++) {
        const piece = Buffer.from(new ArrayBuffer(65_536)).fill("a");
        refs.push(new WeakRef(piece.buffer));
        yield piece;
      }
      await setImmediate();
      collectGarbage();
      kept = refs.filter((ref) => ref.deref() !== undefined).length;
      yield Buffer.from("\n");
    };
    const { items } = await readAll(readNdjsonRows, source());
    expect(items.map(({ code }) => code)).to.deep.equal(["LineTooLong"]);
    expect(kept).to.be.within(1, 30);
  });

  it("skips a line that is not UTF-8", async () => {
    const text = Buffer.concat([
      Buffer.from('{"a":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}\n{"b":2}'),
    ]);
    const { items } = await readAll(readNdjsonRows, chunks(text));
    expect(items.map(({ status }) => status)).to.deep.equal(["skipped", "taken"]);
  });

  it("reads a source without an end of line in bounded memory", async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 64; i += 1) yield Buffer.alloc(1024 * 1024, "x");
      yield Buffer.from('\n{"a":1}');
    }
    const { items } = await readAll(readNdjsonRows, endless());
    expect(items.map(({ code, row }) => [code, row])).to.deep.equal([
      ["LineTooLong", undefined],
      [null, { a: 1 }],
    ]);
  });

  it("reports a source that breaks off after its rows", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('{"a":1}\n{"b":');
      throw new Error("unexpected end of file");
    }
    const { items, error } = await readAll(readNdjsonRows, broken());
    expect(items.map(({ row }) => row)).to.deep.equal([{ a: 1 }]);
    expect(error).to.include("feed broke off in line 2: unexpected end of file.");
  });

  for (const [text, words] of [
    ['[\n{"a":1}\n]', "it is one JSON document over several lines. Use --format json."],
    ['{\n"a":1}', "--format json"],
    ['[{"indicatorValue":"bad.example"}]', "a list of rows in one line. Use --format json."],
    ['{"json_body":{"Indicators":[]}}', "--format json"],
    ['{"type":"bundle","objects":[]}', "it is STIX. Use --format stix."],
    ['{"Event":{}}', "--format misp"],
  ] as const)
    it(`rejects ${JSON.stringify(text)}`, async () => {
      const { items, error } = await readAll(readNdjsonRows, text);
      expect(items).to.deep.equal([]);
      expect(error).to.include("InvalidInput").and.include(words);
    });
});
