// Validates the YAML of the integration by the published schema, with the tool that its publisher uses.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { packageRoot } from "../../../connector/index.js";
import { integrationText } from "./xsoar.js";

const run = promisify(execFile);

/** Python of the system, which has the packages of the system. */
const python = "/usr/bin/python3";
const packages = ["python3-pykwalify", "python3-dateutil", "python3-docopt"];

const validation = `
import sys
from pykwalify.core import Core
Core(source_file=sys.argv[1], schema_files=[sys.argv[2]]).validate(raise_exception=True)
print("valid")`;

describe("slow: the YAML of the integration for Cortex XSOAR", () => {
  const schema = join(packageRoot(), "test/platforms/xsoar/integration_schema.yml");
  let folder = "";
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "xsoar-"));
    const isThere = await run(python, ["-c", "import pykwalify.core"]).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await run("apt-get", ["update", "-qq"]);
    await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages]);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function validated(text: string): Promise<string> {
    const file = join(folder, "integration.yml");
    writeFileSync(file, text);
    return run(python, ["-c", validation, file, schema]).then(
      ({ stdout }) => stdout.trim(),
      ({ stderr }: { stderr: string }) => stderr,
    );
  }

  it("is valid", async () => {
    expect(await validated(await integrationText())).to.equal("valid");
  });

  it("would not be valid with a field that the schema does not have, or without a required one", async () => {
    const text = await integrationText();
    expect(await validated(`${text}\nfurther: 1\n`)).to.include("Key 'further' was not defined");
    expect(await validated(text.replace(/^category:.*\n/m, ""))).to.include(
      "Cannot find required key 'category'",
    );
  });
});
