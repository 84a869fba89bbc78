import { expect } from "chai";
import fc from "fast-check";
import { getAt, parsePointer, setAt } from "../../connector/contract/json_pointer.js";

describe("contract: JSON pointer", () => {
  const data = { "a/b": 1, "m~n": 2, "": 3, deep: { list: ["x", { y: null }] } };

  const found: [pointer: string, value: unknown][] = [
    ["", data],
    ["/a~1b", 1],
    ["/m~0n", 2],
    ["/", 3],
    ["/deep/list/0", "x"],
    ["/deep/list/1/y", null],
    ["/deep/list/2", undefined],
    ["/deep/list/1/y/z", undefined],
    ["/nowhere", undefined],
    ["/deep/list/length/x", undefined],
  ];
  for (const [pointer, value] of found) {
    it(`"${pointer}" finds ${JSON.stringify(value)}`, () => {
      expect(getAt(data, pointer)).to.deep.equal(value);
    });
  }

  it("reads own properties only", () => {
    expect(getAt({}, "/constructor")).to.equal(undefined);
    expect(getAt({}, "/__proto__/toString")).to.equal(undefined);
    expect(getAt("text", "/length")).to.equal(undefined);
  });

  it("unescapes ~01 to ~1, not to a slash", () => {
    expect(parsePointer("/~01")).to.deep.equal(["~1"]);
  });

  it("sets a value without changing the original data", () => {
    const before = { a: { b: 1, c: 2 }, d: 3 };
    expect(setAt(before, "/a/b", 9)).to.deep.equal({ a: { b: 9, c: 2 }, d: 3 });
    expect(before).to.deep.equal({ a: { b: 1, c: 2 }, d: 3 });
    expect(setAt(before, "", 9)).to.equal(9);
  });

  it("creates missing objects", () => {
    expect(setAt({}, "/x/y~1z/w", 1)).to.deep.equal({ x: { "y/z": { w: 1 } } });
    expect(setAt({ x: 5 }, "/x/y", 1)).to.deep.equal({ x: { y: 1 } });
    expect(setAt(null, "/x", 1)).to.deep.equal({ x: 1 });
  });

  it("finds what it set, under any name", () => {
    const name = fc.string().filter((text) => text !== "__proto__");
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), fc.jsonValue(), (path, value) => {
        const pointer = path.map((token) => `/${token.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
        expect(parsePointer(pointer)).to.deep.equal(path);
        expect(getAt(setAt({}, pointer, value), pointer)).to.deep.equal(value);
      }),
    );
  });
});
