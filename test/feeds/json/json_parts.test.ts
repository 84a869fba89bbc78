import { expect } from "chai";
import fc from "fast-check";
import { isConnectorError } from "../../../connector/contract/errors.js";
import { jsonParts } from "../../../connector/feeds/json/json_parts.js";
import type { JsonPart } from "../../../connector/feeds/json/part_builder.js";
import { routesOf } from "../../../connector/feeds/json/routes.js";
import { chunks } from "../reading.js";
import { seed } from "../../support/property_seed.js";

const runs = { seed, numRuns: 300 };

interface Parts {
  readonly parts: readonly JsonPart[];
  readonly error: string | undefined;
}

async function partsOf(
  source: string | AsyncIterable<Uint8Array>,
  paths: readonly string[] = [],
): Promise<Parts> {
  const parts: JsonPart[] = [];
  const bytes = typeof source === "string" ? chunks(source) : source;
  try {
    for await (const some of jsonParts(bytes, "feed", routesOf(paths))) parts.push(...some);
    return { parts, error: undefined };
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    return { parts, error: error.message };
  }
}

function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

const values = fc.jsonValue({ maxDepth: 4 });

describe(`feeds: JSON parts (FC_SEED=${seed})`, () => {
  it("reads every document as JSON.parse does, in chunks of any length", async () => {
    await fc.assert(
      fc.asyncProperty(values, fc.nat(4), fc.integer({ min: 1, max: 40 }), async (value, indent, length) => {
        const text = JSON.stringify(value, null, indent);
        const { parts, error } = await partsOf(chunks(text, length));
        expect(error).to.equal(undefined);
        expect(parts.map((part) => part.value)).to.deep.equal([JSON.parse(text)]);
      }),
      runs,
    );
  });

  it("accepts a text with one changed character if JSON.parse does", async () => {
    const changes = fc.constantFrom("", ..."{}[]\",:\\0-.etu/' \n\u0001x".split(""));
    await fc.assert(
      fc.asyncProperty(values, fc.nat(), changes, async (value, at, change) => {
        const text = JSON.stringify(value);
        const place = at % (text.length + 1);
        const changed = text.slice(0, place) + change + text.slice(place + 1);
        const { parts, error } = await partsOf(chunks(changed));
        const expected = parsed(changed);
        if (expected === undefined)
          // Several values can follow each other, as in JSON lines.
          expect(error !== undefined || parts.length !== 1, changed).to.equal(true);
        else if (error === undefined) expect(parts.at(-1)?.value, changed).to.deep.equal(expected.value);
        else expect(error, changed).to.include("occurs twice");
      }),
      { ...runs, numRuns: 1000 },
    );
  });

  it("reports line and column of an inserted fault in every place, in chunks of any length", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(values, { minLength: 1 }),
        fc.integer({ min: 1, max: 40 }),
        async (list, length) => {
          const before = JSON.stringify(list, null, 1).slice(0, -1);
          const { error } = await partsOf(chunks(`${before}~]`, length));
          const lines = before.split("\n");
          const column = Array.from(lines.at(-1) ?? "").length + 1;
          expect(error).to.include(`at line ${lines.length}, column ${column}, "~" was found`);
        },
      ),
      runs,
    );
  });

  it("yields the elements on a route one by one, with their places, and the document without them", async () => {
    const text = '{"a":1,\n"list":[{"x":[1]},\n  2],\n"other":[3]}';
    const { parts } = await partsOf(text, ["list/*"]);
    expect(parts.map(({ path, value, line, column }) => [path, value, line, column])).to.deep.equal([
      ["list/*", { x: [1] }, 2, 9],
      ["list/*", 2, 3, 3],
      ["", { a: 1, list: [], other: [3] }, 1, 1],
    ]);
  });

  it("yields parts in parts, the inner ones first", async () => {
    const { parts } = await partsOf('[{"list":[1,2],"n":3}]', ["*", "*/list/*"]);
    expect(parts.map(({ path, value }) => [path, value])).to.deep.equal([
      ["*/list/*", 1],
      ["*/list/*", 2],
      ["*", { list: [], n: 3 }],
      ["", []],
    ]);
  });

  for (const [text, problem] of [
    ["[1,\n]", "at line 1, column 3, the comma before ] is not followed by a value; remove the comma"],
    ['{"a":1,}', "at line 1, column 7, the comma before } is not followed by a value; remove the comma"],
    ['{"a" 1}', "at line 1, column 6, a value was found, but a colon was expected"],
    ['{"a":1 "b":2}', "at line 1, column 8, a value was found, but a comma or } was expected"],
    ["[1 2]", "at line 1, column 4, a value was found, but a comma or ] was expected"],
    ["{1:2}", "at line 1, column 2, a value was found, but a name in double quotes or } was expected"],
    ["[1}", "at line 1, column 3, } was found, but a comma or ] was expected"],
    ["[]]", "at line 1, column 3, ] was found, but a value was expected"],
    ["[],[]", "at line 1, column 3, a comma was found, but a value was expected"],
    ["['a']", "at line 1, column 2, a single quotation mark was found"],
    ["[ // x\n]", "at line 1, column 3, a comment was found"],
    ['["é\n"]', "at line 1, column 4, a string contains a line break"],
    ['["\\x"]', "at line 1, column 4, an escape in a string is not valid"],
    ["[01]", "at line 1, column 3"],
    ["[1.e2]", "at line 1, column 4, a number is not valid"],
    ["[nul]", 'at line 1, column 5, "]" was found'],
    ['[{"a":[1', "at line 1, column 9, the text ends before its array is closed"],
    ['["abc', "at line 1, column 6, the text ends within a value"],
    ['{"a":1,"b":{"c":1,"c":2},"a":2}', 'at line 1, column 19, "c" occurs twice in one object'],
  ] as const)
    it(`names the place and the problem of ${JSON.stringify(text)}`, async () => {
      expect((await partsOf(text)).error).to.include(`feed is not valid JSON: ${problem}`);
    });

  it("yields the parts before a fault", async () => {
    const { parts, error } = await partsOf('[{"a":1},{"b":2},{"c"', ["*"]);
    expect(parts.map(({ value }) => value)).to.deep.equal([{ a: 1 }, { b: 2 }]);
    expect(error).to.include("column 22, the text ends before its array is closed");
  });

  it("marks a part that contains a name twice, also if it is escaped, and reads on", async () => {
    const { parts, error } = await partsOf('[{"a":1,"\\u0061":2},{"b":{"c":1,"c":1}},{"d":1}]', ["*"]);
    expect(parts.map(({ fault }) => fault?.message)).to.deep.equal([
      '"a" occurs twice in one object',
      '"c" occurs twice in one object',
      undefined,
      undefined,
    ]);
    expect(error).to.equal(undefined);
  });

  it("keeps __proto__ as a property", async () => {
    const { parts } = await partsOf('{"__proto__":{"polluted":true},"x":1}');
    const value = parts[0]?.value as Record<string, unknown>;
    expect(Object.keys(value)).to.deep.equal(["__proto__", "x"]);
    expect(value["polluted"]).to.equal(undefined);
    expect(({} as Record<string, unknown>)["polluted"]).to.equal(undefined);
  });

  it("reads several documents in one source", async () => {
    const { parts } = await partsOf('{"a":1}\n{"b":2} 3 [4]');
    expect(parts.map(({ value }) => value)).to.deep.equal([{ a: 1 }, { b: 2 }, 3, [4]]);
  });

  for (const [name, text] of [
    ["UTF-8 with a byte order mark", Buffer.from('\ufeff{"a":"é€😀"}')],
    ["UTF-16 little endian", Buffer.from('\ufeff{"a":"é€😀"}', "utf16le")],
    ["UTF-16 big endian", Buffer.from('\ufeff{"a":"é€😀"}', "utf16le").swap16()],
    ["UTF-16 without a byte order mark", Buffer.from('{"a":"é€😀"}', "utf16le")],
  ] as const)
    for (const length of [1, 3, 1000])
      it(`reads ${name}, in chunks of ${length}`, async () => {
        const { parts, error } = await partsOf(chunks(text, length));
        expect(error).to.equal(undefined);
        expect(parts.map(({ value }) => value)).to.deep.equal([{ a: "é€😀" }]);
      });

  it("rejects bytes that are not UTF-8", async () => {
    const { error } = await partsOf(
      chunks(Buffer.concat([Buffer.from('["a","'), Buffer.from([0xff, 0x41]), Buffer.from('"]')])),
    );
    expect(error).to.include("a text follows that is not UTF-8");
  });

  it("rejects an empty source", async () => {
    expect((await partsOf(" \n")).error).to.equal("feed is empty.");
  });

  it("rejects 100,000 nested arrays", async () => {
    expect((await partsOf("[".repeat(100_000))).error).to.include(
      "column 101, arrays and objects are nested more than 100 levels deep",
    );
    expect((await partsOf('{"a":'.repeat(100_000))).error).to.include("nested more than 100 levels deep");
  });

  it("rejects a string without an end long before it fills the memory", async () => {
    let sent = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('[1,{"a":"');
      for (; sent < 1024; sent += 1) yield Buffer.alloc(1024 * 1024, "x");
    }
    const { parts, error } = await partsOf(endless(), ["*"]);
    expect(parts.map(({ value }) => value)).to.deep.equal([1]);
    expect(error).to.include("at line 1, column 8, a value is longer than 16 MiB");
    expect(sent).to.be.lessThan(20);
  });

  it("rejects an entry that is too long, but not a long list of entries", async () => {
    async function* many(isOne: boolean): AsyncGenerator<Uint8Array> {
      yield Buffer.from(isOne ? "[[0" : "[0");
      const some = Buffer.from(`,"${"x".repeat(1000)}"`.repeat(1000));
      for (let i = 0; i < 20; i += 1) yield some;
      yield Buffer.from(isOne ? "]]" : "]");
    }
    expect((await partsOf(many(false), ["*"])).parts).to.have.lengthOf(20_002);
    expect((await partsOf(many(true), ["*"])).error).to.include(
      "the entry that begins in line 1 is longer than 16 MiB",
    );
  });

  it("reports a source that breaks off after its parts, with its line", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("[1,\n2,\n3");
      throw new Error("unexpected end of file");
    }
    const { parts, error } = await partsOf(broken(), ["*"]);
    expect(parts.map(({ value }) => value)).to.deep.equal([1, 2]);
    expect(error).to.equal("feed broke off in line 3: unexpected end of file.");
  });

  it("lets the event loop turn while it reads one large chunk", async () => {
    let turns = 0;
    const count = (): void => {
      turns += 1;
      timer = setImmediate(count);
    };
    let timer = setImmediate(count);
    await partsOf(JSON.stringify(Array.from({ length: 100_000 }, (_none, i) => ({ i }))), ["*"]);
    clearImmediate(timer);
    expect(turns).to.be.greaterThan(10);
  });
});
