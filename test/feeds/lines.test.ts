/** Lines of limited length. */
import { expect } from "chai";
import fc from "fast-check";
import { linesOf } from "../../connector/feeds/lines.js";
import { heapInUse } from "../support/collect_garbage.js";

async function* piecesOf(text: string, size: number, error?: Error): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
  if (error !== undefined) throw error;
}

async function all(pieces: AsyncIterable<string>): Promise<(readonly [number, string])[]> {
  const lines: (readonly [number, string])[] = [];
  for await (const some of linesOf(pieces))
    lines.push(...some.map(({ number, text }) => [number, text] as const));
  return lines;
}

describe("feeds: lines", () => {
  it("splits at LF, CR and CRLF, in pieces of any size", async () => {
    const ends = fc.constantFrom("\n", "\r\n");
    const words = fc.array(fc.tuple(fc.constantFrom("", "a", "bad.example", " b "), ends), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(words, fc.integer({ min: 1, max: 5 }), async (parts, size) => {
        const text = parts.map((part) => part.join("")).join("");
        const expected = parts.map(([word], at) => [at + 1, word]);
        expect(await all(piecesOf(text, size))).to.deep.equal(expected);
        const returns = text.replaceAll("\r\n", "\n").replaceAll("\n", "\r");
        expect(await all(piecesOf(returns, size))).to.deep.equal(expected);
      }),
    );
  });

  it("yields a last line without an end", async () => {
    expect(await all(piecesOf("a\nb", 9))).to.deep.equal([
      [1, "a"],
      [2, "b"],
    ]);
  });

  it("cuts a line of 50 MB and continues after it", async () => {
    const before = heapInUse();
    let held = 0;
    async function* long(): AsyncGenerator<string> {
      yield "first\n";
      for (let i = 0; i < 500; i++) yield "x".repeat(100_000);
      held = heapInUse() - before;
      yield "end\nlast";
    }
    const lines: { text: string; isCut: boolean; number: number }[] = [];
    for await (const some of linesOf(long())) lines.push(...some);
    expect(lines.map(({ number, isCut, text }) => [number, isCut, text.length])).to.deep.equal([
      [1, false, 5],
      [2, true, 200],
      [3, false, 4],
    ]);
    expect(held).to.be.lessThan(5e6);
  });

  it("keeps a line of 65,536 characters and cuts a longer one", async () => {
    const text = `${"a".repeat(65_536)}\n${"b".repeat(65_537)}\nc`;
    for (const size of [1000, 65_536, 1_000_000]) {
      const lines: { isCut: boolean }[] = [];
      for await (const some of linesOf(piecesOf(text, size))) lines.push(...some);
      expect(lines.map(({ isCut }) => isCut)).to.deep.equal([false, true, false]);
    }
  });

  it("does not yield the line in which the source breaks off", async () => {
    const lines: string[] = [];
    try {
      for await (const some of linesOf(piecesOf("a\nbad.exam", 4, new Error("cut"))))
        lines.push(...some.map(({ text }) => text));
      expect.fail();
    } catch (error) {
      expect((error as Error).message).to.equal("cut");
    }
    expect(lines).to.deep.equal(["a"]);
  });
});
