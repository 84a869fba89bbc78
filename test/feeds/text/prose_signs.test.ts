/** Tests how a report and a list are distinguished. */
import { expect } from "chai";
import { observeAny } from "../../../connector/feeds/observe.js";
import { proseSigns, withoutPlainValues } from "../../../connector/feeds/text/prose_signs.js";

const isProse = (...lines: string[]): boolean => proseSigns(lines.join("\n")).isProse;

describe("feeds: signs of a report", () => {
  it("are sentences in more than half of the lines", () => {
    const sentence = "The malware connects to its server.";
    expect(isProse(sentence, "bad.example")).to.equal(false);
    expect(isProse(sentence, sentence, "bad.example")).to.equal(true);
    expect(isProse("# a comment", "# another one", "; a third one", "bad.example")).to.equal(false);
    expect(isProse("nonsense", "more-nonsense", "bad.example")).to.equal(false);
  });

  it("are the marks of AsciiDoc and Markdown", () => {
    for (const mark of [
      "= T",
      "|===",
      ":toc:",
      "image::x.png[]",
      "[a](https://bad.example/)",
      "+https://a.example/x[A b]",
    ])
      expect(isProse(mark, "bad.example", "worse.example"), mark).to.equal(true);
    for (const mark of ["```", "----", "| a | b |"]) {
      expect(isProse(mark, mark, "bad.example"), mark).to.equal(true);
      expect(isProse(mark, "bad.example", "worse.example"), mark).to.equal(false);
    }
  });

  it("are not values of a kind without rows, hosts files, checksums or several values", () => {
    const hash = "0c".repeat(32);
    expect(
      isProse("192.0.2.0/24", "0.0.0.0 bad.example", `${hash}  a b.exe`, "192.0.2.1, 192.0.2.2"),
    ).to.equal(false);
  });

  it("counts the lines that are not values", () => {
    expect(proseSigns("A sentence here.\r\n\r\n# comment\r\nword\r\nbad.example")).to.deep.equal({
      lines: 3,
      others: 2,
      isProse: false,
    });
  });

  it("leave out plain URLs and domain names, and nothing else", () => {
    const codeOf = (line: string) => {
      const [part] = withoutPlainValues(line, [observeAny(line.replace(/^- /, ""))]);
      return part?.fault?.code ?? part?.kind;
    };
    for (const line of ["https://bad.example/x", "bad.example", "- https://bad.example/x", "bad.example."])
      expect(codeOf(line), line).to.equal("PlainValue");
    expect(codeOf("hxxps://bad.example/x")).to.equal("url");
    expect(codeOf("- bad[.]example.")).to.equal("domain");
    expect(codeOf("192.0.2.1")).to.equal("ip");
    expect(codeOf("0c".repeat(32))).to.equal("sha256");
  });
});
