// An output that is longer than V8's longest string: three million rows, 600 MB of text.
import { constants } from "node:buffer";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "chai";
import { commandFile } from "../../support/command.js";
import { useFolder } from "../shared/process.js";

const count = 3_000_000;

describe("slow: an output longer than the longest string", () => {
  const file = useFolder();

  it("is written by run to its last row", async () => {
    const asset = file("asset.json", { tenant_id: "t", client_id: "c", client_secret: "secret" });
    const input = file("input.json", `{"json_body":{"Indicators":[${"0,".repeat(count - 1)}0]}}`);
    const args = [commandFile, "run", "import_indicators", "--asset", asset, "--input", input];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(child, "exit");
    const name = "failureReason";
    let [bytes, rows, end] = [0, 0, ""];
    for await (const piece of child.stdout as AsyncIterable<Buffer>) {
      bytes += piece.length;
      // A name may span two pieces.
      rows += (end.slice(1 - name.length) + String(piece)).split(name).length - 1;
      end = (end + String(piece)).slice(-100);
    }
    expect(await ended).to.deep.equal([1, null]);
    expect(bytes).to.be.above(constants.MAX_STRING_LENGTH);
    expect(rows).to.equal(count);
    expect(end.endsWith("\n  }\n]\n")).to.equal(true);
  });
});
