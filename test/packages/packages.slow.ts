// Checks each published package: the content of its tarball, and that it runs when nothing else is installed.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Installed, type Packed, packed } from "./package.js";
import { n8n, nodeRed } from "./platforms.js";
import { root } from "./root.js";

const packages = [root, n8n, nodeRed];

for (const { name, folder, make, mayHold, mustHold, maxKilobytes, isWithout, runs } of packages)
  describe(`slow: the package ${name}`, () => {
    let temporary: string;
    let tarball: Packed;
    let installed: Installed;
    before(async () => {
      temporary = mkdtempSync(join(tmpdir(), "packages-"));
      await make?.();
      tarball = await packed(folder, temporary);
      installed = new Installed(join(temporary, "installed"));
    });
    after(() => rmSync(temporary, { recursive: true, force: true }));

    it("contains only the required files", () => {
      const { files, bytes } = tarball;
      expect(files.filter((path) => !mayHold.some((form) => form.test(path)))).to.deep.equal([]);
      expect(mustHold.filter((path) => !files.includes(path))).to.deep.equal([]);
      expect(bytes / 1024).to.be.lessThan(maxKilobytes);
    });

    it("installs only its required dependencies", async () => {
      await installed.install(tarball.path);
      const { dependencies = {} } = JSON.parse(installed.read(name, "package.json")) as {
        dependencies?: object;
      };
      for (const needed of Object.keys(dependencies))
        expect(existsSync(installed.path(needed)), needed).to.equal(true);
      for (const other of isWithout) expect(existsSync(installed.path(other)), other).to.equal(false);
    });

    runs(() => installed);
  });
