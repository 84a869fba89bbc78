import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { packageRoot } from "../../connector/index.js";
import type { ParsedPattern } from "../../connector/stix/ast.js";
import { parsePattern } from "../../connector/stix/pattern.js";
import { parserModule } from "../../tools/build_parsers.js";
import { patterns } from "./patterns.js";
import { seed } from "../support/property_seed.js";

const runs = { seed, numRuns: 150 };

/** Returns the tree without the offsets of its literals. */
function treeOf({ pattern }: ParsedPattern): unknown {
  return pattern === undefined
    ? undefined
    : (JSON.parse(JSON.stringify(pattern), (_key, value: unknown) => withoutPlace(value)) as unknown);
}

function withoutPlace(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("start" in value)) return value;
  const { start: _start, end: _end, ...rest } = value as Record<string, unknown>;
  return rest;
}

const compare = (type: string, name: string, operator: string, text: string) => ({
  kind: "compare",
  path: { type, steps: [{ name }] },
  not: false,
  operator,
  values: [{ type: "text", text }],
});
const observation = (test: unknown) => ({ kind: "observation", test });

describe(`stix: patterns (FC_SEED=${seed})`, () => {
  it("parses any pattern of the grammar into the tree that it means", () => {
    fc.assert(
      fc.property(patterns(), ({ text, tree }) => {
        const parsed = parsePattern(text);
        expect(parsed.fault?.message, text).to.equal(undefined);
        expect(treeOf(parsed), text).to.deep.equal(tree);
      }),
      runs,
    );
  });

  it("reads a pattern with one changed or missing character as another pattern, or rejects it", () => {
    const changes = fc.constantFrom("", ..."aZ0_-'\\\"[](){}<>=!:;.,*+/x".split(""));
    fc.assert(
      fc.property(patterns(true), fc.nat(), changes, ({ text, tree }, at, change) => {
        const places = text.split("").flatMap((char, i) => (char === " " || char === change ? [] : [i]));
        const place = places[at % places.length] as number;
        const chars = text.split("");
        chars[place] = change;
        const parsed = parsePattern(chars.join(""));
        if (parsed.pattern !== undefined)
          expect(treeOf(parsed), `${text} => ${chars.join("")}`).to.not.deep.equal(tree);
      }),
      { ...runs, numRuns: 400 },
    );
  });

  it("never throws for any text", () => {
    const bits = fc.constantFrom(
      ..."[ ] ( ) ' \\ = < > ! : . , * AND OR NOT IN a b:c 1 t'x /* */ // \n".split(" "),
    );
    const soup = fc.array(fc.oneof(bits, fc.string({ unit: "binary" })), { maxLength: 30 });
    fc.assert(
      fc.property(soup, (parts) => {
        const { pattern, fault } = parsePattern(parts.join(""));
        expect((pattern === undefined) !== (fault === undefined)).to.equal(true);
      }),
      { ...runs, numRuns: 400 },
    );
  });

  it("binds AND more tightly than OR, and OR more tightly than FOLLOWEDBY", () => {
    const [a, b, c] = ["a", "b", "c"].map((type) => observation(compare(type, "x", "=", "1")));
    const text = "[a:x = '1'] FOLLOWEDBY [b:x = '1'] OR [c:x = '1'] AND [a:x = '1']";
    expect(treeOf(parsePattern(text))).to.deep.equal({
      kind: "followedBy",
      parts: [a, { kind: "or", parts: [b, { kind: "and", parts: [c, a] }] }],
    });
  });

  it("returns the offsets of each value, so that it can be replaced", () => {
    const text = "[a:x IN ('it\\'s', 'c:\\\\')]";
    const { pattern } = parsePattern(text);
    const values = (
      pattern as unknown as { test: { values: { text: string; start: number; end: number }[] } }
    ).test.values;
    expect(values.map((value) => value.text)).to.deep.equal(["it's", "c:\\"]);
    expect(values.map(({ start, end }) => text.slice(start, end))).to.deep.equal(["'it\\'s'", "'c:\\\\'"]);
  });

  const faults: [what: string, pattern: string, character: number, says: string][] = [
    [
      "a URL",
      "https://bad.example/x",
      1,
      '"h" was found, but "(" or "[" was expected; a STIX pattern looks like',
    ],
    ["YARA", "rule r { condition: true }", 1, "name that language in pattern_type"],
    ["a comment before YARA", "/* r */ rule r { condition: true }", 9, "name that language in pattern_type"],
    ["KQL", "DeviceNetworkEvents | where RemoteUrl == 'a'", 1, "name that language in pattern_type"],
    ["Sigma", "title: x\nlogsource:\n  product: windows", 1, "name that language in pattern_type"],
    ["an empty text", "", 1, 'the pattern ends, but "(" or "[" was expected'],
    ["an open bracket", "[url:value = 'x'", 17, 'the pattern ends, but "]", AND or OR was expected'],
    ["one bracket too many", "[url:value = 'x']]", 18, '"]" was found, but AND, FOLLOWEDBY, OR'],
    ["an open parenthesis", "([url:value = 'x']", 19, 'the pattern ends, but ")", AND'],
    ["an open text", "[url:value = 'x]", 17, "a text is not closed; add a single quote at its end"],
    ["a quote within a text", "[file:name = 'it's.exe']", 18, "write a single quote within a text as \\'"],
    [
      "a backslash within a text",
      "[file:path = 'c:\\windows']",
      18,
      "a backslash in a text is written as \\\\",
    ],
    ["double quotes", '[url:value = "x"]', 14, "put texts in straight single quotes"],
    ["curly quotes", "[url:value = ‘x’]", 14, "put texts in straight single quotes"],
    ["a hyphen in a name", "[file:hashes.SHA-256 = 'x']", 17, "for example file:hashes.'SHA-256'"],
    ["a lower-case keyword", "[a:b = 'x' and c:d = 'y']", 12, "write keywords in capitals: AND"],
    ["a lower-case keyword between observations", "[a:b = 'x'] or [c:d = 'y']", 13, "capitals: OR"],
    ["NOT after the operator", "[a:b = NOT 'x']", 8, "but a value such as 'text', 5 or true was expected"],
    ["a keyword as a name", "[a:IN = 'x']", 4, "but a property name or a text in single quotes was expected"],
    ["no operator", "[a:b 'x']", 6, "= or !="],
    ["no property", "[a = 'x']", 4, '"=" was found, but ":" was expected'],
    ["no test", "[]", 2, "an object path such as file:name"],
    ["a list without a comma", "[a:b IN ('x' 'y')]", 14, '")" or "," was expected'],
    ["LIKE with a number", "[a:b LIKE 5]", 11, "but a text in single quotes was expected"],
    ["an order of booleans", "[a:b > true]", 8, "but a value such as 'text' or 5 was expected"],
    ["a number with a leading zero", "[a:b = 007]", 8, "but a value such as"],
    ["half a byte", "[a:b = h'4']", 8, "but a value such as"],
    ["truncated base64", "[a:b = b'AAA']", 8, "but a value such as"],
    ["a month 13", "[a:b = t'2026-13-01T00:00:00Z']", 8, "but a value such as"],
    ["a time without Z", "[a:b = 'x'] START '2026-01-01T00:00:00Z'", 19, "but a time such as t'2026"],
    ["REPEATS without a number", "[a:b = 'x'] REPEATS TIMES", 21, "but a whole number was expected"],
    ["REPEATS with a fraction", "[a:b = 'x'] REPEATS 1.5 TIMES", 22, "but TIMES was expected"],
    ["WITHIN a negative time", "[a:b = 'x'] WITHIN -5 SECONDS", 20, "but a number of seconds was expected"],
    ["an open comment", "[a:b = 'x'] /* c", 13, '"/" was found'],
    ["an invisible character", "[a:b\u200b = 'x']", 5, "U+200B was found"],
    ["two observations without a keyword", "[a:b = 'x'] [a:b = 'y']", 13, "but AND, FOLLOWEDBY, OR"],
  ];
  for (const [what, pattern, character, says] of faults) {
    it(`describes and locates the fault for ${what}`, () => {
      const { fault } = parsePattern(pattern);
      expect(fault?.offset).to.equal(character - 1);
      expect(fault?.message).to.match(new RegExp(`^at character ${character}, `));
      expect(fault?.message).to.contain(says);
    });
  }

  const nested = (levels: number) => `${"(".repeat(levels)}[a:b = 'x']${")".repeat(levels)}`;
  const within = (levels: number) => `[${"(".repeat(levels)}a:b = 'x'${")".repeat(levels)}]`;

  it("parses 64 levels of parentheses, and names the 65th", () => {
    for (const make of [nested, within]) {
      expect(parsePattern(make(64)).fault).to.equal(undefined);
      const { fault } = parsePattern(make(65));
      expect(fault?.message).to.match(/^at character \d+, parentheses are nested more than 64 levels deep$/);
      expect(make(65)[fault?.offset ?? 0]).to.equal("(");
    }
  });

  it("ignores parentheses in texts and comments", () => {
    const many = "(".repeat(1000);
    expect(parsePattern(`[a:b MATCHES '${many}\\'${many}'] /* ${many} */ // ${many}`).fault).to.equal(
      undefined,
    );
  });

  it("rejects 10,000 levels and other difficult texts immediately", () => {
    const most = 65_536;
    const hard = [
      nested(10_000),
      within(10_000),
      "(".repeat(most),
      "[".repeat(most),
      "/*".repeat(most / 2),
      "'\\".repeat(most / 2),
      `[a:b = '${"\\'".repeat(most / 2 - 10)}`,
      `[a:b = 'x'${" AND (a:b = 'x'".repeat(4000)}`,
      `[a:b${"[*]".repeat(20_000)}`,
    ];
    for (const text of hard) expect(parsePattern(text).pattern, text.slice(0, 20)).to.equal(undefined);
  });

  it("parses a pattern of 65,536 characters, and rejects a longer one", () => {
    const sized = (length: number) => `[a:b = '${"x".repeat(length - 10)}']`;
    expect(parsePattern(sized(65_536)).fault).to.equal(undefined);
    expect(parsePattern(sized(65_537)).fault?.message).to.equal(
      "the pattern has 65537 characters; at most 65536 are read",
    );
  });
});

describe("stix: the generated parser", () => {
  it("matches the grammar: otherwise run `npm run build`", async () => {
    const read = (path: string) => readFileSync(join(packageRoot(), path), "utf8");
    const wanted = await parserModule(read("connector/stix/pattern.peggy"));
    expect(read("dist/connector/stix/built/pattern_parser.cjs") === wanted).to.equal(true);
  });
});
