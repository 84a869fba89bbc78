// JSON text that is scanned character by character: its faults and its values, in pieces of any length.
import { expect } from "chai";
import fc from "fast-check";
import { jsonFault, placeOf } from "../../../platforms/shared/json_fault.js";
import { type JsonBounds, JsonExcess, parseInPieces } from "../../../platforms/shared/json_reader.js";
import { RepeatedName, repeatedName } from "../../../platforms/shared/json_names.js";
import { JsonFault } from "../../../platforms/shared/json_scan.js";
import { parseJson } from "../../../platforms/shared/read_json.js";
import { rejection } from "../../support/open.js";

const boundless: JsonBounds = {
  levels: Number.POSITIVE_INFINITY,
  rows: Number.POSITIVE_INFINITY,
  names: Number.POSITIVE_INFINITY,
  values: Number.POSITIVE_INFINITY,
};

const whole = fc
  .jsonValue({ stringUnit: "binary", maxDepth: 6 })
  .chain((value) =>
    fc.constantFrom(undefined, 1, "\t", " \r\n").map((indent) => JSON.stringify(value, null, indent)),
  );

/** JSON with a character removed, inserted or changed. */
const damaged = fc
  .tuple(
    whole,
    fc.nat(),
    fc.constantFrom("", ...Array.from("{}[],:\"'\\ \n\u0000u0-+.eE1truefalsn\u00a0")),
    fc.nat(2),
  )
  .map(([text, at, character, dropped]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + character + text.slice(place + dropped);
  });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return JsonFault;
  }
}

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

describe("finding where JSON breaks", () => {
  it("finds a fault in every text that JSON.parse rejects, and in no other", () => {
    fc.assert(
      fc.property(fc.oneof(whole, damaged), (text) => {
        expect(jsonFault(text) !== undefined).to.equal(parsed(text) === JsonFault);
      }),
      { numRuns: 3000 },
    );
  });

  it("reports a place up to which the text is the beginning of JSON", () => {
    fc.assert(
      fc.property(damaged, (text) => {
        const fault = jsonFault(text);
        if (fault === undefined) return;
        expect(fault.offset).to.be.within(0, text.length);
        const next = jsonFault(text.slice(0, fault.offset));
        // The text before the place has no fault except its early end.
        if (next !== undefined) expect(next.problem).to.match(/^the text ends too early: /);
      }),
      { numRuns: 2000 },
    );
  });

  const faults: [text: string, offset: number, problem: string][] = [
    ["", 0, "the text ends too early: a value is missing"],
    ["[1,]", 3, "a value is missing"],
    ["[1 2]", 3, "a comma or ] is missing"],
    ["[1}", 2, "a comma or ] is missing"],
    ['{"a":1]', 6, "a comma or } is missing"],
    ['{"a" 1}', 5, "a colon is missing"],
    ["{a:1}", 1, "a name in double quotes is missing"],
    ['{"a":1,}', 7, "a name in double quotes is missing"],
    ["{} {}", 3, "nothing more may follow"],
    ["01", 1, "nothing more may follow"],
    ["-", 0, "a value is missing"],
    ["1.", 1, "nothing more may follow"],
    ["1e+", 1, "nothing more may follow"],
    ["nul", 0, "a value is missing"],
    ['"a\nb"', 2, "the string is not closed, or holds a line break or an unknown escape"],
    ['"\\x"', 1, "the string is not closed, or holds a line break or an unknown escape"],
    ['"\\u12g4"', 1, "the string is not closed, or holds a line break or an unknown escape"],
    [
      '"abc',
      4,
      "the text ends too early: the string is not closed, or holds a line break or an unknown escape",
    ],
  ];
  for (const [text, offset, problem] of faults) {
    it(`reports for ${JSON.stringify(text)}: ${problem}`, () => {
      expect(jsonFault(text)).to.include({ offset, problem });
    });
  }

  const long = 9_000_000;
  const hostile: [what: string, text: string, offset: number][] = [
    ["a string that is never closed", `{"a":"${"x".repeat(long)}`, long + 6],
    ["a string of escapes", `["${"\\n".repeat(long / 2)}"`, long + 3],
    ["a string with a line break at its end", `"${"é".repeat(long)}\n"`, long + 1],
    ["digits", `[${"1".repeat(long)}`, long + 1],
    ["open brackets", "[".repeat(long), long],
    ["open objects", '{"":'.repeat(long / 4), long],
    ["empty objects", `[${"{},".repeat(long / 3)}]`, long + 1],
    ["blanks", `${" ".repeat(long)}x`, long],
    ["line breaks", `[${"\n".repeat(long)}x`, long + 1],
  ];
  for (const [what, text, offset] of hostile) {
    it(`finds the end of millions of characters: ${what}`, () => {
      expect(jsonFault(text)?.offset).to.equal(offset);
    });
  }

  it("counts lines and columns from 1", () => {
    const text = "ab\n\ncd\r\ne";
    const places = [...Array.from(text), ""].map((_character, offset) => placeOf(text, offset));
    const expected = places.map((_place, offset) => {
      const lines = text.slice(0, offset).split("\n");
      return { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
    });
    expect(places).to.deep.equal(expected);
    expect(placeOf("\n".repeat(5_000_000), 5_000_000)).to.deep.equal({ line: 5_000_001, column: 1 });
  });
});

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
        if (fault === undefined)
          expect(await parseInPieces(text, boundless, piece)).to.deep.equal(parsed(text));
        else expect(await rejection(parseInPieces(text, boundless, piece))).to.deep.equal(fault);
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
    const begun = process.memoryUsage().heapUsed;
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
