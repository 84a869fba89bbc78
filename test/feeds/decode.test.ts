/** Encodings of feeds. */
import { expect } from "chai";
import fc from "fast-check";
import { decoded } from "../../connector/feeds/decode.js";
import { isConnectorError } from "../../connector/index.js";
import { inPieces } from "./read_all.js";

interface Decoded {
  readonly text: string;
  readonly codes: readonly string[];
  readonly error?: unknown;
}

async function textOf(bytes: Uint8Array, size?: number): Promise<Decoded> {
  const codes: string[] = [];
  let text = "";
  try {
    const reading = { name: "feed", onNotice: ({ code }: { code: string }) => codes.push(code) };
    for await (const piece of decoded(inPieces(bytes, size), reading)) text += piece;
  } catch (error) {
    return { text, codes, error };
  }
  return { text, codes };
}

const bytesOf = (...parts: (string | readonly number[])[]): Buffer =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part))),
  );

const utf16be = (text: string): Buffer => Buffer.from(text, "utf16le").swap16();

describe("feeds: decode", () => {
  for (const [what, bytes, text] of [
    ["UTF-8 with a mark", bytesOf([0xef, 0xbb, 0xbf], "bad.example\n"), "bad.example\n"],
    [
      "UTF-16 with a mark",
      bytesOf([0xff, 0xfe], [...Buffer.from("bad.example ü", "utf16le")]),
      "bad.example ü",
    ],
    ["big-endian UTF-16 with a mark", bytesOf([0xfe, 0xff], [...utf16be("bad.example")]), "bad.example"],
    ["UTF-16 without a mark", Buffer.from("bad.example\n", "utf16le"), "bad.example\n"],
    ["big-endian UTF-16 without a mark", utf16be("bad.example\n"), "bad.example\n"],
    ["no bytes", Buffer.alloc(0), ""],
    ["one byte", Buffer.from("a"), "a"],
  ] as const)
    it(`decodes ${what} in pieces of any size`, async () => {
      for (const size of [1, 2, 3, 65_536])
        expect(await textOf(bytes, size)).to.deep.equal({ text, codes: [] });
    });

  it("decodes any valid UTF-8 in pieces of any size", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "binary" }).filter((text) => !text.includes("\0") && !text.startsWith("\ufeff")),
        fc.integer({ min: 1, max: 9 }),
        async (text, size) => {
          const bytes = Buffer.from(text);
          if (bytes.toString() === text && !bytes.includes(0))
            expect((await textOf(bytes, size)).text).to.equal(text);
        },
      ),
    );
  });

  const cafes =
    "Le caf\xe9 de la r\xe9publique fran\xe7aise est tr\xe8s agr\xe9able en \xe9t\xe9,bad.example\n".repeat(
      5,
    );
  for (const [what, bytes, part] of [
    ["Windows-1252", bytesOf(cafes), "Le café de la république"],
    ["Windows-1252 after 100,000 characters of ASCII", bytesOf("a".repeat(100_000), cafes), "a".repeat(100)],
    [
      "Shift_JIS",
      bytesOf(
        [...Array(30).keys()].flatMap(() => [
          0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea, 0x82, 0xcc, 0x83, 0x65, 0x83, 0x58, 0x83, 0x67, 0x0a,
        ]),
      ),
      "日本語のテスト",
    ],
  ] as const)
    it(`detects ${what} and reports it`, async () => {
      const { text, codes, error } = await textOf(bytes);
      expect([error, codes, text.includes(part)]).to.deep.equal([undefined, ["EncodingDetected"], true]);
    });

  for (const [what, bytes] of [
    ["binary content", bytesOf([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 5, 0, 0x3e])],
    ["a zero byte in text", bytesOf("a".repeat(5000), [0], "b")],
    ["zero bytes after a byte that is not UTF-8", bytesOf([0xff, 0x61, 0, 0x61])],
    ["UTF-8 that breaks off after other UTF-8", bytesOf("\xc3\xbc".repeat(50_000), [0xc3, 0x28])],
    ["UTF-16 with half a pair", bytesOf([0xff, 0xfe, 0x00, 0xd8, 0x61, 0x00])],
    ["UTF-32", bytesOf([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0])],
  ] as const)
    it(`rejects ${what}`, async () => {
      const { error } = await textOf(bytes);
      expect(isConnectorError(error) && error.code).to.equal("InvalidInput");
      expect((error as Error).message).to.match(/^feed /);
    });

  it("returns the text before binary content", async () => {
    const { text, error } = await textOf(bytesOf("line\n".repeat(2000), [0, 0]), 1000);
    expect(text.length).to.be.greaterThan(4000);
    expect(error).to.be.an("error");
  });
});
