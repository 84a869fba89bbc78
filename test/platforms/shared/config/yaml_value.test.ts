// YAML of a configuration: plain data only, and hostile texts end soon.
import { expect } from "chai";
import { YamlFault, yamlValue } from "../../../../platforms/shared/config/yaml_value.js";
import { cpuSecondsOf } from "../../../support/cpu_time.js";

const faultOf = (text: string): string => {
  try {
    yamlValue(text);
  } catch (error) {
    if (error instanceof YamlFault) return `${error.line}:${error.column} ${error.message}`;
    throw error;
  }
  throw new Error("accepted");
};

describe("config: YAML", () => {
  it("reads objects, lists and plain values", () => {
    const text = "a:\n  b: [1, x]\n  'c': yes\n  d: null\n  e: true\n  # note\n  f: |\n    line\n";
    expect(JSON.parse(JSON.stringify(yamlValue(text)))).to.deep.equal({
      a: { b: [1, "x"], c: "yes", d: null, e: true, f: "line\n" },
    });
    expect(yamlValue("")).to.equal(undefined);
    expect(yamlValue("# note\n")).to.equal(undefined);
  });

  it("makes objects without a prototype, so that no name has a meaning", () => {
    const value = yamlValue("__proto__: {admin: true}\nconstructor: 1\n") as object;
    expect(Object.getPrototypeOf(value)).to.equal(null);
    expect(Object.keys(value)).to.deep.equal(["__proto__", "constructor"]);
    expect(({} as { admin?: boolean }).admin).to.equal(undefined);
  });

  for (const [what, text, fault] of [
    ["an alias", "a: &x 1\nb: *x\n", /^2:4 an alias/],
    ["an alias bomb", "a: &a [1]\nb: &b [*a, *a]\nc: [*b, *b]\n", /^2:8 an alias/],
    ["a merge key as a merge", "a: &x {b: 1}\nc:\n  <<: *x\n", /an alias/],
    ["an unknown tag", "a: !js/function x\n", /^1:4 a tag/],
    ["a known tag", "a: !!str 5\n", /a tag/],
    ["a binary value", "a: !!binary aGk=\n", /a tag/],
    ["a tag of a map", "!!map {a: 1}", /a tag/],
    ["a tag of a key", "!!str a: 1", /a (?:tag|key)/],
    ["a name that occurs twice", 'a: 1\n"a": 2\n', /^2:1 "a" occurs twice in one object/],
    ["a key that is a list", "? [a]\n: 1\n", /a key is not a plain text/],
    ["a second document", "a: 1\n---\nb: 2\n", /^2:1 a second document/],
    ["a tab as indentation", "a:\n\tb: 1\n", /^2:1 a tab is used/],
    ["an open quote", 'a: "x\nb: 1', /a quote, a bracket or a colon is missing/],
    ["an unknown directive", "%FOO 1\n---\na: 1\n", /the text is not valid/],
  ] as const) {
    it(`rejects ${what}`, () => {
      expect(faultOf(text)).to.match(fault);
    });
  }

  it("does not quote the text in a fault", () => {
    for (const text of [
      'a: "S3cret',
      "a: [S3cret\nb: 1",
      "a: x\n S3cret: y: z",
      "a: !S3cret x",
      "%S3cret\na",
    ])
      expect(faultOf(text)).to.not.contain("S3cret");
  });

  const size = 2 * 1024 * 1024;
  for (const [what, text] of [
    ["brackets", "[".repeat(size)],
    ["braces", "{".repeat(size)],
    ["lists in lists", "- ".repeat(size / 2)],
    ["complex keys", "? ".repeat(size / 2)],
    ["closing brackets", "]".repeat(size)],
    ["commas", `[${",".repeat(size)}`],
    ["keys of one object", Array.from({ length: 200_000 }, (_, at) => `a${at}: 1`).join("\n")],
    ["deep indentation", Array.from({ length: 2_000 }, (_, at) => `${" ".repeat(at)}a:`).join("\n")],
  ] as const) {
    it(`ends soon with ${size} bytes of ${what}`, async () => {
      const seconds = await cpuSecondsOf(() => {
        try {
          yamlValue(text);
        } catch (error) {
          expect(error).to.be.instanceOf(YamlFault);
        }
      });
      expect(seconds).to.be.lessThan(20);
    });
  }
});
