// Both packages in the n8n versions that are in use. `npm run test:n8n` does the same with one version.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { runToEnd } from "./processes.js";

const program = fileURLToPath(new URL("main.js", import.meta.url));

describe("slow: the packages in a real n8n", () => {
  for (const version of ["1.123.81", "2.41.1"])
    it(`run in n8n ${version}`, async () => {
      const { N8N_FOLDER: kept } = process.env;
      const folder = kept === undefined ? {} : { N8N_FOLDER: join(kept, version) };
      const env = { ...process.env, N8N_VERSION: version, ...folder, NODE_V8_COVERAGE: "" };
      const { code, stdout, stderr } = await runToEnd(process.execPath, [program], { env });
      expect(stdout).to.include(`n8n ${version} on Node`);
      expect(code, stdout + stderr).to.equal(0);
    });
});
