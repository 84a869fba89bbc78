/** Values in prose. */
import { expect } from "chai";
import fc from "fast-check";
import { readProseLine } from "../../../connector/feeds/text/prose_line.js";
import { readText } from "../../../connector/feeds/text/read_text.js";
import { defangedDomain } from "../../declarations/values/generators.js";
import { cpuSecondsOf } from "../../support/cpu_time.js";
import { readAll, short } from "../read_all.js";

const md5 = "0a".repeat(16);
const sha1 = "0b".repeat(20);

/** Returns the values of a line, and the codes of its faults in `!`. */
const found = (line: string): readonly string[] =>
  readProseLine(line).map((part) => (part.fault === undefined ? part.value : `!${part.fault.code}`));

const cases: readonly (readonly [line: string, ...values: string[]])[] = [
  ["The server bad[.]example sent mail.", "bad.example"],
  ["It loads hxxps://bad[.]example/a/b?c=1.", "https://bad.example/a/b?c=1"],
  ["(see hxxp://bad[.]example/x_(1))", "http://bad.example/x_(1)"],
  ["hxxp://bad[.]example/x, hxxp://worse[.]example/y;", "http://bad.example/x", "http://worse.example/y"],
  ["hxxp://bad[.]example/x,hxxp://worse[.]example/y", "http://bad.example/x", "http://worse.example/y"],
  ["bad[.]example,worse[.]example and evil(.)example", "bad.example", "worse.example", "evil.example"],
  ["* `++bad[.]example|192.0.2[.]1++`", "bad.example", "192.0.2.1"],
  ["|`+192.0.2[.]31+` |`+login.bad[.]example+` |2020-08-26", "192.0.2.31", "login.bad.example"],
  ["| `192.0.2.9` | N/A | C&C server.", "192.0.2.9"],
  ["hxxps://bad[.]example/x[the panel]", "https://bad.example/x"],
  ["link:hxxps://bad[.]example/x[the panel]", "https://bad.example/x"],
  ["[hxxp://bad[.]example/x](hxxp://bad[.]example/x)", "http://bad.example/x"],
  ["**bad[.]example**, _worse[.]example_", "bad.example", "worse.example"],
  ["<hxxp://bad[.]example/x>", "http://bad.example/x"],
  ["<td>hxxp://bad[.]example/x</td>", "http://bad.example/x"],
  ["“bad[.]example”", "bad.example"],
  ["C2: bad[.]example:8080", "bad.example"],
  ["C2:bad[.]example", "bad.example"],
  ["bad [.] example", "!NoValue"],
  ["bad[ . ]example", "bad.example"],
  ["hxxp://192[.]0[.]2[.]1:8080/x", "http://192.0.2.1:8080/x"],
  [`The file ${md5} (SHA-1: ${sha1})`, md5, sha1],
  [`SHA1=${sha1};`, sha1],
  [`https://scanner.example/file/${sha1}`, "!PlainValue"],
  [`see commit ${sha1}`, "!NoValue"],
  [`C:\\Users\\${md5}\\x`, "!NoValue"],
  ["It connects to 203.0.113.7 and to 203.0.113.8:443.", "203.0.113.7", "203.0.113.8"],
  ["IP: 203.0.113.7", "203.0.113.7"],
  ["3.2.0.1", "3.2.0.1"],
  ["Media Player 203.0.113.7 is installed", "!PlainValue"],
  ["version 203.0.113.7", "!PlainValue"],
  ["the tool 3.2.0.1", "!PlainValue"],
  ["See https://report.example/x and report.example.", "!PlainValue"],
  ["https://report.example/ describes bad[.]example", "bad.example"],
  ["Write to user[@]bad[.]example", "!TypeUnsupported"],
  ["bad[.]example/gate.php", "!PathWithoutScheme"],
  ["bad[.]example and worse[.]example/gate.php", "bad.example", "!PathWithoutScheme"],
  ["`hxxp://bad[.]example/<VICTIM_ID>/x`", "!Placeholder"],
  ["hxxp://bad[.]example/[random]/x", "!Placeholder"],
  ["hxxp://bad[.]example/x...", "!ValueInvalid"],
  ["setup[.]exe", "!FileName"],
  ["Nothing is here.", "!NoValue"],
  ["The network 203.0.113.0/24 and the host 203.0.113.9/32", "!Network", "203.0.113.9"],
  ["Range 2001:db8:0:1::/64", "!Network"],
  ["hosts 192.0.2.63 - 192.0.2.65", "!Network"],
  ["hosts (192.0.2.63 – 192.0.2.65).", "!Network"],
  ["IP: `192.0.2.63` - `192.0.2.65`", "!Network"],
  ["IP:192.0.2[.]63 - 192.0.2[.]65", "!Network"],
  ["from 192.0.2.63 to 192.0.2.65, and bad[.]example", "!Network", "bad.example"],
  ["hosts 2001:db8::1 - 2001:db8::9", "!Network"],
  ["hosts 198.51.100.10-198.51.100.20", "!Network"],
  ["IP=198.51.100.10-20", "!UnknownSuffix"],
  ["version 203.0.113.7-2 and build 3.2.0.1-5", "!NoValue"],
  ["sent from 198.51.100.7 to 203.0.113.9", "198.51.100.7", "203.0.113.9"],
  ["at 10:30-11:30 on 10.11.2026/12", "!NoValue"],
  ["https://report.example/192.0.2.0/24 - 192.0.2.9", "192.0.2.9"],
];

describe("feeds: prose", () => {
  for (const [line, ...values] of cases)
    it(`finds ${values.join(" ").slice(0, 50)} in ${JSON.stringify(line).slice(0, 60)}`, () => {
      expect(found(line)).to.deep.equal(values);
    });

  it("finds a defanged domain in any sentence, and only that", () => {
    const before = fc.constantFrom("", "from ", "(", "`", "| ", '"', "see:", "- ", "**", "a.b ", "x, ");
    const after = fc.constantFrom("", ".", ",", ")", "`", " |", '"', ":", " and more", "**", "!", "?");
    fc.assert(
      fc.property(before, defangedDomain, after, (start, { plain, written }, end) => {
        // A missing bracket, and a mark that is also one of the sentence, are not certain there.
        fc.pre(!/[[({]\.(?![\])}])|(?<![[({])\.[\])}]|\\|_|dot/i.test(written) && plain.length < 200);
        const values = found(`${start}${written}${end}`).filter((value) => value !== "!FileName");
        for (const value of values) if (!value.startsWith("!")) expect(value).to.equal(plain);
        expect(values.length).to.be.at.most(1);
      }),
    );
  });

  it("names each network and each range that it leaves out, and the network of one address that it changes", async () => {
    const text =
      "Hosts 192.0.2.63 - 192.0.2.65 and 198.51.100.10-198.51.100.20, 203.0.113.0/24, 203.0.113.9/32, 198.51.100.0/28.";
    const { items } = await readAll(readText, text, { prose: true });
    expect(items.map(short)).to.deep.equal(["changed PartSkipped ip:203.0.113.9"]);
    const message = JSON.stringify(items);
    for (const part of ["192.0.2.63-192.0.2.65", "198.51.100.10-198.51.100.20", "203.0.113.0/24"])
      expect(message).to.include(`\\"${part}\\" is a network or a range`);
    expect(message).to.include("1 more reason").and.to.include("203.0.113.9/32");
  });

  it("makes one item of each line that is not blank, and reports what is left out", async () => {
    const text =
      "# Title\n\nC2 hxxp://bad[.]example/x\n// bad[.]example/y and worse[.]example\nhttps://report.example/\n";
    const { items } = await readAll(readText, text, { prose: true });
    expect(items.map((item) => [item.source.line, short(item)])).to.deep.equal([
      [1, "skipped NoValue"],
      [3, "changed Refanged url:http://bad.example/x"],
      [4, "changed PartSkipped domain:worse.example"],
      [5, "skipped PlainValue"],
    ]);
    expect(items[1]?.before).to.equal("C2 hxxp://bad[.]example/x");
    expect(items[1]?.after).to.equal("http://bad.example/x");
  });

  it("reads a line of 60,000 characters in bounded time", async () => {
    const parts = [
      "[.]",
      "(",
      "hxxp://",
      "a[.]",
      "++",
      "`",
      "<a>",
      "1.",
      "](",
      ",",
      "_",
      "\\.",
      "[",
      "a<b",
      "http",
      ")",
      "]",
      "!",
    ];
    const seconds = await cpuSecondsOf(() => {
      for (const part of parts) {
        readProseLine(part.repeat(60_000 / part.length));
        readProseLine(`hxxp://bad[.]example/${part.repeat(60_000 / part.length)}`);
      }
    });
    expect(seconds).to.be.lessThan(20);
  });
});
