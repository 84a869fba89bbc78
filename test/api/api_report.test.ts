/** Compares the public API with the committed report, so that no name or signature changes unnoticed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../connector/index.js";
import { apiReport } from "../../tools/api_report.js";

describe("api: report", () => {
  it("matches the compiled package: run `npm run generate` after a change and review the difference", () => {
    const committed = readFileSync(join(packageRoot(), "test/api/api_report.txt"), "utf8");
    expect(apiReport(packageRoot())).to.equal(committed);
  });
});
