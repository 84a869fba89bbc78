// Reading rows one per line: any bytes in any pieces, compressed or not, broken at any place.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { PassThrough } from "node:stream";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import fc from "fast-check";
import { type ConnectorError, UnreadableRow } from "../../../connector/index.js";
import { findSource } from "../../../platforms/cli/io/find_source.js";
import { inputDigest, readInputs, readRows } from "../../../platforms/cli/io/input_source.js";
import { unpacked } from "../../../platforms/shared/bytes.js";
import { maxLineBytes, ndjsonPages, pageRows } from "../../../platforms/shared/ndjson.js";
import { readJsonStream } from "../../../platforms/shared/read_json.js";
import { temporaryFiles } from "../../support/files.js";
import { rejection } from "../../support/open.js";

const never = new AbortController().signal;
const bytesOf = (given: string | Uint8Array) => Buffer.from(given as string, "utf8");

/** Yields the bytes in pieces of those lengths, repeatedly. */
async function* inPieces(given: string | Uint8Array, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  const bytes = bytesOf(given);
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? 1;
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

/** Returns all rows; an unreadable one as its message. */
async function rowsOf(
  given: string | Uint8Array,
  lengths: readonly number[] = [1 << 18],
): Promise<unknown[]> {
  const rows: unknown[] = [];
  await collect(given, lengths, rows);
  return rows;
}

async function collect(
  given: string | Uint8Array,
  lengths: readonly number[],
  rows: unknown[],
): Promise<void> {
  for await (const page of ndjsonPages(unpacked(inPieces(given, lengths)), "feed")) {
    expect(page.length).to.be.within(1, pageRows);
    rows.push(...page.map((row) => (row instanceof UnreadableRow ? row.message : row)));
  }
}

/** Returns the rows before the break, and the message about it. */
async function broken(given: Uint8Array, lengths: readonly number[] = [1 << 18]) {
  const rows: unknown[] = [];
  const error = await rejection<ConnectorError>(collect(given, lengths, rows));
  return { rows, error };
}

describe("reading NDJSON", () => {
  it("returns any values unchanged, for any line breaks and pieces, compressed or not", async () => {
    const breaks = fc.constantFrom("\n", "\r\n", "\n\n", "\n \t\r\n");
    const pieces = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue({ stringUnit: "binary" }), { maxLength: 30 }),
        breaks,
        pieces,
        fc.record({ mark: fc.boolean(), last: fc.boolean(), gzip: fc.boolean() }),
        async (values, end, lengths, { mark, last, gzip }) => {
          const lines = values.map((value) => JSON.stringify(value)).join(end);
          const text = `${mark ? "\ufeff" : ""}${lines}${last ? end : ""}`;
          const rows = await rowsOf(gzip ? gzipSync(text) : text, lengths);
          expect(rows).to.deep.equal(values.map((value) => JSON.parse(JSON.stringify(value))));
        },
      ),
      { numRuns: 100 },
    );
  });

  it("makes pages of limited length and keeps the order", async () => {
    const values = Array.from({ length: 2 * pageRows + 1 }, (_none, i) => i);
    const pages: unknown[][] = [];
    for await (const page of ndjsonPages(inPieces(values.join("\n"), [1 << 18]), "feed"))
      pages.push([...page]);
    expect(pages.map(({ length }) => length)).to.deep.equal([pageRows, pageRows, 1]);
    expect(pages.flat()).to.deep.equal(values);
  });

  it("returns the lines of a piece before it reads the next one", async () => {
    const stream = new PassThrough();
    const pages = ndjsonPages(unpacked(stream), "feed");
    stream.write("1\n2\n3");
    expect((await pages.next()).value).to.deep.equal([1, 2]);
    stream.end("4\n");
    expect((await pages.next()).value).to.deep.equal([34]);
  });

  it("reads only as far as requested", async () => {
    let read = 0;
    const source = (async function* () {
      for (; read < 1000; read += 1) yield Buffer.from(`${read}\n`);
    })();
    const pages = ndjsonPages(source, "feed");
    await pages.next();
    await pages.next();
    expect(read).to.be.below(3);
  });

  it("keeps characters that span two pieces", async () => {
    const value = "ü€😀";
    for (let cut = 1; cut < 12; cut += 1)
      expect(await rowsOf(`"${value}"\n1`, [cut, 100])).to.deep.equal([value, 1]);
  });

  it("returns no rows for an empty input, blank lines, or only a byte order mark", async () => {
    for (const text of ["", "\n", "\r\n \n\t", "\ufeff", "\ufeff\n"])
      expect(await rowsOf(text), JSON.stringify(text)).to.deep.equal([]);
  });

  const unreadable: [what: string, text: string | Buffer, rows: unknown[]][] = [
    [
      "a line that is not JSON, counting blank lines",
      '1\n\n\r\n{"a" 1}\n2',
      [1, "line 4 is not JSON: at column 6, a colon is missing; add it.", 2],
    ],
    [
      "a first line that is not JSON",
      "{\n2\n",
      ["line 1 is not JSON: at column 2, the text ends too early; complete it.", 2],
    ],
    [
      "two values on a line",
      "1 2\n3",
      ["line 1 is not JSON: at column 3, more text follows the JSON value; remove it.", 3],
    ],
    [
      "bytes that are not UTF-8, next to valid characters",
      Buffer.concat([Buffer.from('"ü"\r\n"'), Buffer.from([0xff]), Buffer.from('"\n\n"€"')]),
      ["ü", "line 2 is not UTF-8 text; save it as UTF-8.", "€"],
    ],
    [
      "a character that is cut off at the end",
      Buffer.from([0x31, 0x0a, 0x22, 0xc3]),
      [1, "line 2 is not UTF-8 text; save it as UTF-8."],
    ],
    [
      "a byte order mark in the middle",
      "1\n\ufeff2",
      [1, "line 2 is not JSON: at column 1, a byte order mark is not JSON; save the text without it."],
    ],
  ];
  for (const [what, text, rows] of unreadable) {
    it(`continues after ${what}`, async () => {
      for (const lengths of [[1 << 18], [1], [3, 2]]) expect(await rowsOf(text, lengths)).to.deep.equal(rows);
    });
  }

  describe("a long line", () => {
    const longest = JSON.stringify("x".repeat(maxLineBytes - 2));
    const message = "line 2 is longer than 1 MiB; shorten the row.";

    it("of 1 MiB is read", async () => {
      const rows = await rowsOf(`1\n${longest}\n3`);
      expect(rows.map((row) => String(row).length)).to.deep.equal([1, maxLineBytes - 2, 1]);
    });

    for (const lengths of [[4 * maxLineBytes], [1 << 18], [7919]]) {
      it(`of one byte more is skipped, in pieces of ${lengths.join()}`, async () => {
        expect(await rowsOf(`1\n${longest} \n3`, lengths)).to.deep.equal([1, message, 3]);
        expect(await rowsOf(`1\n${longest} `, lengths)).to.deep.equal([1, message]);
      });
    }

    it("is measured in bytes, even if other bytes are not text", async () => {
      const wide = JSON.stringify("€".repeat(maxLineBytes / 3 + 1));
      expect(await rowsOf(`1\n${wide}\n3`, [1 << 22])).to.deep.equal([1, message, 3]);
      const bad = Buffer.concat([Buffer.from([0xff]), Buffer.from(`\n${longest} \n3`)]);
      expect(await rowsOf(bad, [1 << 22])).to.deep.equal([
        "line 1 is not UTF-8 text; save it as UTF-8.",
        message,
        3,
      ]);
    });

    it("is never held whole", async () => {
      let held = 0;
      const piece = Buffer.alloc(1 << 18, "x");
      const source = (async function* () {
        yield Buffer.from("1\n");
        for (let i = 0; i < 400; i += 1) {
          yield piece;
          held = Math.max(held, process.memoryUsage().arrayBuffers);
        }
        yield Buffer.from("\n3\n");
      })();
      const before = process.memoryUsage().arrayBuffers;
      const rows: unknown[] = [];
      for await (const page of ndjsonPages(source, "feed")) rows.push(...page);
      expect(rows).to.deep.equal([1, new UnreadableRow(message), 3]);
      expect(held - before).to.be.below(16 * maxLineBytes);
    });
  });

  it("reads UTF-16 of both byte orders and UTF-8 with a byte order mark, as rows and as JSON", async () => {
    const value = { title: "Prüfung 😀 𝔍" };
    const text = `\ufeff${JSON.stringify(value)}\n`;
    const little = Buffer.from(text, "utf16le");
    for (const bytes of [Buffer.from(text), little, Buffer.from(little).swap16()])
      for (const packed of [bytes, gzipSync(bytes)])
        for (const lengths of [[1], [2], [3], [7], [1 << 18]]) {
          expect(await rowsOf(packed, lengths)).to.deep.equal([value]);
          const reading = { name: "feed", code: "InvalidInput" } as const;
          expect(await readJsonStream(inPieces(packed, lengths), reading)).to.deep.equal(value);
        }
  });

  it("reads UTF-16 of both byte orders without a byte order mark, as rows and as JSON", async () => {
    const value = { title: "Prüfung 😀 𝔍" };
    const little = Buffer.from(`${JSON.stringify(value)}\n`, "utf16le");
    for (const bytes of [little, Buffer.from(little).swap16()])
      for (const lengths of [[1], [2], [3], [1 << 18]]) {
        expect(await rowsOf(bytes, lengths)).to.deep.equal([value]);
        const reading = { name: "feed", code: "InvalidInput" } as const;
        expect(await readJsonStream(inPieces(bytes, lengths), reading)).to.deep.equal(value);
      }
  });

  it("reads any text in UTF-16, with and without a byte order mark, as rows and as JSON", async () => {
    const value = fc.record({
      title: fc.string({ unit: "binary" }),
      "ключ 鍵": fc.string({ unit: "grapheme" }),
    });
    const options = { mark: fc.constantFrom("", "\ufeff"), isBig: fc.boolean(), isPacked: fc.boolean() };
    const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(value, fc.record(options), lengths, async (one, { mark, isBig, isPacked }, sizes) => {
        const bytes = Buffer.from(`${mark}${JSON.stringify(one)}\n`, "utf16le");
        if (isBig) bytes.swap16();
        const given = isPacked ? gzipSync(bytes) : bytes;
        expect(await rowsOf(given, sizes)).to.deep.equal([one]);
        const reading = { name: "feed", code: "InvalidInput" } as const;
        expect(await readJsonStream(inPieces(given, sizes), reading)).to.deep.equal(one);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  it("rejects UTF-16 that is not valid, as rows and as JSON", async () => {
    const valid = Buffer.from('\ufeff"x"\n"y"', "utf16le");
    const half = Buffer.concat([valid, Buffer.from([0x41])]);
    const alone = Buffer.concat([valid, Buffer.from([0x00, 0xd8, 0x41, 0x00])]);
    for (const bytes of [half, alone]) {
      const reading = { name: "feed", code: "InvalidInput" } as const;
      const errors = [
        await rejection<ConnectorError>(rowsOf(bytes)),
        await rejection<ConnectorError>(readJsonStream(inPieces(bytes, [64]), reading)),
      ];
      for (const { code, message } of errors) {
        expect(code).to.equal("InvalidInput");
        expect(message).to.include("is not valid UTF-16 text; save it as UTF-8.");
      }
    }
  });

  it("rejects a row alone that repeats a name, and names the place", async () => {
    expect(
      await rowsOf(
        '{"a":1,"b":{"a":2}}\n\n{"a":["x"],"b":1, "\\u0061" :[]}\n{"x":[{"y":1},{"y":1,"y":2}]}\n2',
      ),
    ).to.deep.equal([
      { a: 1, b: { a: 2 } },
      'line 3: at column 19, "a" occurs twice in one object; remove the wrong value.',
      'line 4: at column 22, "y" occurs twice in one object; remove the wrong value.',
      2,
    ]);
  });

  describe("gzip", () => {
    const values = Array.from({ length: 5000 }, (_none, i) =>
      createHash("sha256").update(`${i}`).digest("hex"),
    );
    const text = values.map((value) => `"${value}"\n`).join("");
    const packed = gzipSync(text);

    it("reads several members in sequence, for any pieces", async () => {
      const [one, two] = [gzipSync("1\n2"), gzipSync("3\n4\n")];
      for (const lengths of [[1 << 18], [1], [one.length], [one.length - 1, 5], [one.length + 1, 1]])
        expect(await rowsOf(Buffer.concat([one, two]), lengths), lengths.join()).to.deep.equal([1, 23, 4]);
    });

    it("accepts zeros at the end as padding", async () => {
      const few = gzipSync("1\n2\n");
      for (const lengths of [[1 << 18], [1], [few.length], [few.length + 1, 7]])
        expect(await rowsOf(Buffer.concat([few, Buffer.alloc(600)]), lengths)).to.deep.equal([1, 2]);
    });

    it("returns every line before a break, then reports the break", async () => {
      const half = packed.subarray(0, packed.length / 2);
      const known = gunzipSync(half, { finishFlush: 2 }).toString().split("\n").length - 1;
      expect(known).to.be.greaterThan(2000);
      for (const lengths of [[1 << 18], [1000]]) {
        const { rows, error } = await broken(half, lengths);
        expect(rows).to.deep.equal(values.slice(0, known));
        expect(error.code).to.equal("InvalidInput");
        expect(error.message).to.equal(
          `feed broke off after line ${known}: it ends too early (its gzip data is not complete).`,
        );
        expect(error.hint).to.match(/^Every row up to there has its result\. /);
      }
    });

    it("returns every line before the data that follows the padding", async () => {
      const { rows } = await broken(Buffer.concat([packed, Buffer.alloc(9), Buffer.from("more")]));
      expect(rows).to.deep.equal(values);
    });

    const damages: [string, Buffer][] = [
      ["something else behind it", Buffer.concat([packed, Buffer.from("more")])],
      ["something else behind its padding", Buffer.concat([packed, Buffer.alloc(9), Buffer.from("x")])],
      [
        "a byte that was changed",
        Buffer.concat([packed.subarray(0, 150_000), Buffer.alloc(1), packed.subarray(150_001)]),
      ],
    ];
    for (const [what, damaged] of damages) {
      it(`reports ${what}`, async () => {
        for (const lengths of [[1 << 18], [1000]]) {
          const { rows, error } = await broken(damaged, lengths);
          expect(error.message).to.match(
            /it is damaged \(its gzip data is broken or followed by other data\)\.$/,
          );
          expect(error.message).to.include(`broke off after line ${rows.length}: `);
          expect(rows.length).to.be.within(0, 5000);
        }
      });
    }
  });

  it("reports where an unreadable source broke off", async () => {
    const source = (async function* () {
      yield Buffer.from("1\n2\n3");
      throw Object.assign(new Error("x"), { code: "EIO" });
    })();
    const rows: unknown[] = [];
    const reading = async () => {
      for await (const page of ndjsonPages(source, "feed")) rows.push(...page);
    };
    const error = await rejection<ConnectorError>(reading());
    expect(rows).to.deep.equal([1, 2]);
    expect(error.message).to.equal("feed broke off after line 2: it cannot be read (EIO).");
  });
});

describe("inputs of a run", () => {
  const files = temporaryFiles();
  const io = (stdin = new PassThrough()) => ({
    stdin,
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    env: {},
  });

  it("detects the format by the name, and --format overrides it", async () => {
    const cases: [string, object, string][] = [
      ["a.json", {}, "json"],
      ["a.json.gz", {}, "json"],
      ["a.ndjson", {}, "ndjson"],
      ["a.JSONL", {}, "ndjson"],
      ["a.jsonl.gz", {}, "ndjson"],
      ["a.txt", {}, "json"],
      ["a.txt", { format: "ndjson" }, "ndjson"],
      ["a.ndjson", { format: "json" }, "json"],
    ];
    for (const [name, more, form] of cases) {
      const source = await findSource({ input: files.write(name, ""), ...more }, io());
      expect([source.form, source.isRepeatable], name).to.deep.equal([form, true]);
    }
    expect(await findSource({ format: "ndjson" }, io())).to.include({ form: "ndjson", isRepeatable: false });
    expect(await findSource({ input: "-" }, io())).to.include({ form: "json", name: "Standard input" });
  });

  it("reads a file of rows again each time", async () => {
    const source = await findSource({ input: files.write("a.ndjson", "1\n2\n") }, io());
    const rows = readRows(source, io(), { lost: never, stopped: never });
    for (let time = 0; time < 2; time += 1) {
      const seen: unknown[] = [];
      for await (const page of rows) seen.push(...page);
      expect(seen).to.deep.equal([1, 2]);
    }
  });

  it("reads the rest of a file after a stop, but nothing after the output is lost", async () => {
    const text = "1\n".repeat(1_000_000);
    const source = await findSource({ input: files.write("a.ndjson", text) }, io());
    const counts: number[] = [];
    for (const end of ["stopped", "lost"] as const) {
      const ends = { stopped: new AbortController(), lost: new AbortController() };
      let count = 0;
      for await (const page of readRows(source, io(), {
        lost: ends.lost.signal,
        stopped: ends.stopped.signal,
      })) {
        count += page.length;
        ends[end].abort();
      }
      counts.push(count);
    }
    expect(counts[0]).to.equal(1_000_000);
    expect(counts[1]).to.be.below(500_000);
  });

  for (const end of ["stopped", "lost"] as const) {
    it(`stops reading a silent pipe once it is ${end}; an incomplete line is not a row`, async () => {
      const ends = { stopped: new AbortController(), lost: new AbortController() };
      const given = io();
      const source = await findSource({ format: "ndjson" }, given);
      const rows = readRows(source, given, { lost: ends.lost.signal, stopped: ends.stopped.signal });
      const pages = rows[Symbol.asyncIterator]();
      given.stdin.write('1\n2\n{"a":');
      expect((await pages.next()).value).to.deep.equal([1, 2]);
      const next = pages.next();
      ends[end].abort();
      expect((await next).done).to.equal(true);
      expect(given.stdin.destroyed).to.equal(true);
    });
  }

  it("closes the file if the rows are not read to their end", async () => {
    const path = files.write("a.ndjson", "1\n".repeat(500_000));
    const stream = createReadStream(path);
    for await (const page of ndjsonPages(unpacked(stream), "feed")) {
      expect(page).to.have.length(pageRows);
      break;
    }
    expect(stream.destroyed).to.equal(true);
  });

  it("returns the SHA-256 of the file's raw bytes", async () => {
    const path = files.write("a.ndjson", "1\n");
    expect(await inputDigest(path)).to.equal(createHash("sha256").update("1\n").digest("hex"));
    expect((await rejection<ConnectorError>(inputDigest(files.path("none")))).message).to.match(
      /none does not exist\.$/,
    );
  });

  it("reads compressed JSON from a pipe", async () => {
    const given = io();
    given.stdin.end(gzipSync('[{"a":1}]'));
    expect(await readInputs(await findSource({}, given), given)).to.deep.equal([{ a: 1 }]);
  });

  it("suggests --format for rows without it", async () => {
    const given = io();
    given.stdin.end('{"a":1}\n{"a":2}\n');
    const error = await rejection<ConnectorError>(readInputs(await findSource({}, given), given));
    expect(error.message).to.match(/at line 2, column 1, more text follows the JSON value; remove it\.$/);
    expect(error.hint).to.match(/^The input contains one JSON value per line: set --format ndjson\./);
  });

  it("rejects JSON that cannot be read whole, however it is compressed", async () => {
    const reading = { name: "feed.json", code: "InvalidInput", maxBytes: 2_000_000 } as const;
    const longest = gzipSync(JSON.stringify("x".repeat(2_000_000 - 2)));
    expect(await readJsonStream(inPieces(longest, [100]), reading)).to.have.length(1_999_998);
    const longer = gzipSync(JSON.stringify("x".repeat(2_000_000)));
    const error = await rejection<ConnectorError>(readJsonStream(inPieces(longer, [100]), reading));
    expect(error.message).to.equal("feed.json contains more than 2 MB of text, which cannot be read whole.");
    expect(error.hint).to.match(/NDJSON/);
  });
});
