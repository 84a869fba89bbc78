import { expect } from "chai";
import { getAt, parsePointer, removeAt, setAt } from "../../connector/contract/json_pointer.js";

describe("contract: pointer", () => {
  it("finds values below objects and lists", () => {
    expect(getAt({ a: [{ b: 7 }] }, "/a/0/b")).to.equal(7);
    expect(getAt({ a: 1 }, "")).to.deep.equal({ a: 1 });
    expect(getAt({ a: 1 }, "/b/c")).to.equal(undefined);
    expect(getAt(null, "/a")).to.equal(undefined);
    expect(getAt("text", "/length")).to.equal(undefined);
  });

  it("reads ~1 as a slash and ~0 as a tilde, in that order", () => {
    expect(parsePointer("/a~1b/c~0d/~01")).to.deep.equal(["a/b", "c~d", "~1"]);
    expect(getAt({ "a/b": { "~1": 7 } }, "/a~1b/~01")).to.equal(7);
  });

  it("ignores properties of a prototype", () => {
    expect(getAt({}, "/constructor")).to.equal(undefined);
    expect(getAt({}, "/__proto__/toString")).to.equal(undefined);
  });

  it("sets a value in a copy and does not change the original", () => {
    const before = { a: { b: 1 }, c: 2 };
    expect(setAt(before, "/a/b", 7)).to.deep.equal({ a: { b: 7 }, c: 2 });
    expect(before).to.deep.equal({ a: { b: 1 }, c: 2 });
  });

  it("creates missing objects on the way", () => {
    expect(setAt({}, "/error/message", "x")).to.deep.equal({ error: { message: "x" } });
    expect(setAt(undefined, "/a", 1)).to.deep.equal({ a: 1 });
    expect(setAt({ a: 1 }, "", 7)).to.equal(7);
  });

  it("does not write to a prototype", () => {
    const made = setAt({}, "/__proto__/polluted", true) as object;
    expect(({} as Record<string, unknown>)["polluted"]).to.equal(undefined);
    expect(Object.hasOwn(made, "__proto__")).to.equal(true);
  });

  it("writes below names that contain slashes and tildes", () => {
    expect(setAt({}, "/a~1b/c~0d/e", 1)).to.deep.equal({ "a/b": { "c~d": { e: 1 } } });
  });

  it("removes a value from a copy and does not change the original", () => {
    const before = { a: { "b/c": 1, d: 2 }, e: 3 };
    expect(removeAt(before, "/a/b~1c")).to.deep.equal({ a: { d: 2 }, e: 3 });
    expect(removeAt(before, "/e")).to.deep.equal({ a: { "b/c": 1, d: 2 } });
    expect(before).to.deep.equal({ a: { "b/c": 1, d: 2 }, e: 3 });
  });

  it("removes nothing if the value does not exist", () => {
    for (const data of [{ a: 1 }, {}, "text", null, undefined])
      for (const pointer of ["/b", "/b/c", "/constructor"]) expect(removeAt(data, pointer)).to.equal(data);
  });
});
