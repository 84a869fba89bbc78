// JSON text that is parsed in pieces of any length.
import { expect } from "chai";
import fc from "fast-check";
import { jsonFault } from "../../../connector/contract/json_fault.js";
import { type JsonBounds, JsonExcess, parseInPieces } from "../../../platforms/shared/json_reader.js";
import { RepeatedName, repeatedName } from "../../../platforms/shared/json_names.js";
import { parseJson } from "../../../platforms/shared/read_json.js";
import { heapInUse } from "../../support/collect_garbage.js";
import { damaged, parsed, whole } from "../../support/json_texts.js";
import { rejection } from "../../support/open.js";

const boundless: JsonBounds = {
  levels: Number.POSITIVE_INFINITY,
  rows: Number.POSITIVE_INFINITY,
  names: Number.POSITIVE_INFINITY,
  values: Number.POSITIVE_INFINITY,
};

/** Returns the largest growth of the counter between two turns of the event loop. */
async function mostBetweenTurns(counter: () => number, work: Promise<unknown>): Promise<number> {
  let [most, last, isOver] = [0, counter(), false];
  void work.finally(() => (isOver = true)).catch(() => {});
  while (!isOver) {
    await new Promise((resolve) => setImmediate(resolve));
    most = Math.max(most, counter() - last);
    last = counter();
  }
  return most;
}

describe("parsing JSON in pieces", () => {
  it("returns what JSON.parse returns, whatever the length of the pieces", async () => {
    await fc.assert(
      fc.asyncProperty(whole, fc.integer({ min: 1, max: 60 }), async (text, piece) => {
        const value = await parseInPieces(text, boundless, piece);
        expect(value).to.deep.equal(JSON.parse(text));
        expect(JSON.stringify(value)).to.equal(JSON.stringify(JSON.parse(text)));
      }),
      { numRuns: 2000 },
    );
  });

  it("rejects what JSON.parse rejects, with the place of the fault", async () => {
    await fc.assert(
      fc.asyncProperty(damaged, fc.integer({ min: 1, max: 40 }), async (text, piece) => {
        const fault = jsonFault(text);
        const found = await parseInPieces(text, boundless, piece).catch((error: unknown) => error);
        // The damage can make two names equal. The first fault counts.
        if (found instanceof RepeatedName && fault === undefined)
          expect(found).to.deep.equal(repeatedName(text, parsed(text)));
        else if (found instanceof RepeatedName) expect(found.offset).to.be.lessThan(fault?.offset ?? 0);
        else expect(found).to.deep.equal(fault ?? parsed(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps __proto__ as a name", async () => {
    const text = '{"a":[1,2,3],"b":[[[4]]],"c":{"x":[5,6]},"__proto__":{"y":[7,8,9]},"constructor":1}';
    for (const piece of [1, 3, 8, 100]) {
      const value = (await parseInPieces(text, boundless, piece)) as object;
      expect(JSON.stringify(value), String(piece)).to.equal(JSON.stringify(JSON.parse(text)));
      expect(Object.getPrototypeOf(value)).to.equal(Object.prototype);
    }
  });

  it("yields to the event loop with every piece", async () => {
    const text = JSON.stringify(Array.from({ length: 2000 }, (_none, i) => ({ i })));
    let pieces = 0;
    const { parse } = JSON;
    JSON.parse = (...given) => {
      pieces += 1;
      return parse(...given) as unknown;
    };
    try {
      expect(await mostBetweenTurns(() => pieces, parseInPieces(text, boundless, 100))).to.be.within(1, 3);
      expect(pieces).to.be.above(100);
    } finally {
      JSON.parse = parse;
    }
  });

  const bounds: JsonBounds = { levels: 4, rows: 3, names: 2, values: 9 };
  const limits: [text: string, of: JsonExcess["of"] | undefined][] = [
    ["[[[[1]]]]", undefined],
    ["[[[[[]]]]]", "levels"],
    ["[1,2,3]", undefined],
    ["[1,2,3,4]", "rows"],
    ['{"a":1,"b":2}', undefined],
    ['{"a":[],"b":2,"c":3}', "names"],
    ["[[1,2],[3,4],[5]]", undefined],
    ["[[1,2,3],[4,5],[6,7]]", "values"],
    ["[[],[],[[],[[],[]]]]", "values"],
  ];
  for (const piece of [1, 1000]) {
    for (const [text, of] of limits) {
      it(`${of === undefined ? "accepts" : "rejects"} ${text} within the limits, in pieces of ${piece}`, async () => {
        const reading = parseInPieces(text, bounds, piece);
        if (of === undefined) expect(await reading).to.deep.equal(JSON.parse(text));
        else
          expect(await rejection<JsonExcess>(reading))
            .to.be.instanceOf(JsonExcess)
            .and.include({ of });
      });
    }
  }

  it("stops at the limit, however long the rest is", async () => {
    const text = `[${"[],".repeat(4_000_000)}`;
    const begun = heapInUse();
    const error = await rejection<JsonExcess>(parseInPieces(text, { ...boundless, rows: 1000 }));
    expect(error.of).to.equal("rows");
    expect(process.memoryUsage().heapUsed - begun).to.be.below(50_000_000);
  });
});

/** Values whose objects have names from few, so that a text with each member twice is near. */
const members = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, fc.constantFrom("1", '"a"', '":"', '"\\":"', "null", "[]"), tie("object")),
  object: fc
    .array(
      fc.tuple(fc.constantFrom('"a"', '"\\u0061"', '"b"', '"a\\":"', '"__proto__"', '"1"'), tie("value")),
      { maxLength: 4 },
    )
    .chain((pairs) =>
      fc
        .constantFrom(":", " :", "\n\t: ")
        .map((colon) => `{${pairs.map(([name, value]) => name + colon + value).join(" , ")}}`),
    ),
}));

/** Whether an object in the text repeats a name, found by a parser of its own. */
function repeats(text: string): boolean {
  let [at, found] = [0, false];
  const blank = (): void => {
    while (" \n\t".includes(text.charAt(at)) && at < text.length) at += 1;
  };
  const word = (): string => {
    const [all = ""] = /^(?:"(?:\\.|[^"\\])*"|[\w.+-]+)/.exec(text.slice(at)) ?? [];
    at += all.length;
    return all;
  };
  const value = (): void => {
    blank();
    if (!"{[".includes(text.charAt(at))) return void word();
    const isObject = text.charAt(at) === "{";
    const seen: string[] = [];
    for (at += 1, blank(); !"}]".includes(text.charAt(at)); blank()) {
      if (text.charAt(at) === ",") at += 1;
      blank();
      if (isObject) {
        const name = String(JSON.parse(word()));
        found ||= seen.includes(name);
        seen.push(name);
        blank();
        at += 1;
      }
      value();
    }
    at += 1;
  };
  value();
  return found;
}

describe("names that occur twice in one object", () => {
  it("are found in every text that has one, at once and in pieces, and in no other", async () => {
    await fc.assert(
      fc.asyncProperty(members.value, fc.constantFrom(1, 5, 1000), async (text, piece) => {
        const isRepeated = repeats(text);
        const fault = repeatedName(text, JSON.parse(text));
        expect(fault !== undefined, text).to.equal(isRepeated);
        const read = await parseInPieces(text, boundless, piece).catch((error: unknown) => error);
        if (isRepeated)
          expect(read).to.be.instanceOf(RepeatedName).and.to.have.property("offset", fault?.offset);
        else expect(read).to.deep.equal(JSON.parse(text));
      }),
      { numRuns: 1000 },
    );
  });

  it("are named, with line and column, and nothing else of the text is", () => {
    const text = '{"json_body":{"Indicators":[{"title":"s3cret"}],\n "Indicators":[]}}';
    for (const code of ["InvalidInput", "InvalidAsset"] as const)
      expect(() => parseJson(text, { name: "feed.json", code }))
        .to.throw('feed.json: at line 2, column 2, "Indicators" occurs twice in one object.')
        .and.include({ code });
  });

  it("are found among very many names and levels, without a search for each", () => {
    const names = Array.from({ length: 200_000 }, (_none, i) => `"k${i}":1`).join(",");
    expect(repeatedName(`{${names}}`, JSON.parse(`{${names}}`))).to.equal(undefined);
    const twice = `{${names},"k7":2}`;
    expect(repeatedName(twice, JSON.parse(twice))?.message).to.equal('"k7" occurs twice in one object');
    const deep = `${"[".repeat(100_000)}{"a":1,"a":2}${"]".repeat(100_000)}`;
    expect(repeatedName(deep, JSON.parse(deep))?.offset).to.equal(100_007);
  });
});
