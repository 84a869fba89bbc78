import { execFileSync } from "node:child_process";
import { mkdtemp, open, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { ConnectorError } from "../../../../connector/platform_api.js";
import { writeReport } from "../../../../platforms/cli/report/write_report.js";
import { rejection } from "../../../support/open.js";
import { emptyReport } from "./reports.js";

describe("cli: file of a report", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "report-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("replaces a file as a whole, with the mode of other outputs", async () => {
    const [path, other] = [join(folder, "report.html"), join(folder, "other")];
    await writeFile(path, "old");
    await writeFile(other, "");
    await writeReport(emptyReport(), path);
    const text = await readFile(path, "utf8");
    expect(text)
      .to.match(/^<!doctype html>/)
      .and.match(/<\/html>\n$/);
    expect((await stat(path)).mode).to.equal((await stat(other)).mode);
    expect(await readdir(folder)).to.have.members(["report.html", "other"]);
  });

  it("writes through a link", async () => {
    const [path, link] = [join(folder, "report.html"), join(folder, "link.html")];
    await writeFile(path, "old");
    await symlink(path, link);
    await writeReport(emptyReport(), link);
    expect(await readFile(path, "utf8")).to.match(/^<!doctype html>/);
  });

  it("writes to a pipe without replacing it", async () => {
    const path = join(folder, "pipe");
    execFileSync("/bin/sh", ["-c", `mkfifo "$0"`, path]);
    // Opened for both directions, so that no side waits for the other one.
    const pipe = await open(path, "r+");
    try {
      await writeReport(emptyReport(), path);
      expect((await stat(path)).isFIFO()).to.equal(true);
      expect((await pipe.read(Buffer.alloc(15))).buffer.toString()).to.equal("<!doctype html>");
    } finally {
      await pipe.close();
    }
  });

  it("throws OutputWriteFailed and leaves nothing if the file cannot be written", async () => {
    const path = join(folder, "missing", "report.html");
    const error = await rejection<ConnectorError>(writeReport(emptyReport(), path));
    expect([error.code, error.message]).to.deep.equal([
      "OutputWriteFailed",
      `--report ${path} can no longer be written (ENOENT).`,
    ]);
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it("leaves the old file, and no part, if writing fails in between", async () => {
    const path = join(folder, "report.html");
    await writeFile(path, "old");
    const report = emptyReport();
    for (let n = 0; n < 1000; n += 1) report.failed.add({ text: "x".repeat(200) });
    Object.assign(report.skipped, {
      json() {
        throw Object.assign(new Error("full"), { code: "ENOSPC" });
      },
    });
    const error = await rejection<ConnectorError>(writeReport(report, path));
    expect(error.message).to.equal(`--report ${path} can no longer be written (ENOSPC).`);
    expect([await readdir(folder), await readFile(path, "utf8")]).to.deep.equal([["report.html"], "old"]);
  });

  it("contains the functions for text in its script, without words of a module", async () => {
    const path = join(folder, "report.html");
    await writeReport(emptyReport(), path);
    const text = await readFile(path, "utf8");
    expect(text)
      .to.include("function defanged(text)")
      .and.not.match(/^(?:export|import) /m);
    expect(text).to.not.match(/innerHTML|insertAdjacentHTML|document\.write|sourceMappingURL/);
  });
});
