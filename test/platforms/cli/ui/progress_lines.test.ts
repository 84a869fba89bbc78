// Progress of a run that nobody watches on a terminal.
import { PassThrough } from "node:stream";
import { expect } from "chai";
import { ProgressLines } from "../../../../platforms/cli/ui/progress_lines.js";
import { TextLog } from "../../../../platforms/shared/log/text_log.js";

describe("progress lines", () => {
  it("are written now and then, and not at the end", () => {
    const stream = new PassThrough();
    const log = new TextLog({ stream, level: "info" });
    let now = 0;
    const lines = new ProgressLines(() => now);
    for (let done = 500; done <= 10_000; done += 500) {
      now += 1000;
      lines.show({ done, total: 10_000 }, log);
    }
    lines.show({ done: 12_000 }, log);
    expect(String(stream.read())).to.equal(
      [
        "Progress: 2,500 of 10,000 rows.",
        "Progress: 5,000 of 10,000 rows.",
        "Progress: 7,500 of 10,000 rows.",
        "Progress: 12,000 rows.\n",
      ].join("\n"),
    );
  });
});
