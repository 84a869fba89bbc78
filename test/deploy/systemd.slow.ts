// The units for systemd, checked by its own tool.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

const folder = "deploy/systemd";
const units = readdirSync(folder)
  .filter((name) => /\.(?:service|timer)$/.test(name))
  .map((name) => join(folder, name));

/** Returns the exit code and all output. An unknown key is only a line of output. */
function analyze(...args: string[]): { readonly code: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync("systemd-analyze", args, { encoding: "utf8" });
  return { code: status, output: stdout + stderr };
}

describe("slow: the units for systemd", () => {
  it("are valid", () => {
    expect(units).to.have.length(5);
    expect(analyze("verify", ...units)).to.deep.equal({ code: 0, output: "" });
  });

  for (const unit of units.filter((name) => name.endsWith(".service")))
    it(`${unit} has an exposure level of at most 2`, () => {
      // The tool takes tenths.
      const { code, output } = analyze("security", "--offline=yes", "--threshold=20", unit);
      expect([code, output.match(/Overall exposure level/g)?.length]).to.deep.equal([0, 1]);
    });
});
