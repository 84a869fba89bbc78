// `/mcp` of the HTTP service under the conformance tool of the protocol, installed from the registry.
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { runToEnd, succeed } from "../../n8n/processes.js";
import { installNode } from "../../support/install_node.js";
import { bearer, useService } from "../http/service.js";
import { useSimulator } from "../shared/process.js";

const tool = "@modelcontextprotocol/conformance";

describe("slow: mcp under the conformance tool of the protocol", () => {
  const serve = useService(useSimulator());
  let folder = "";
  let node = "";
  let proxy: Server | undefined;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "conformance-"));
    const flags = ["--prefix", folder, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"];
    await succeed("npm", ["install", ...flags, `${tool}@0.1.16`]);
    node = await installNode("24", join(folder, "runtime"));
  });
  afterEach(() => proxy?.close());
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Starts a proxy that adds the key, because the tool cannot send one. Returns its address. */
  async function withKey(url: string): Promise<string> {
    proxy = createServer((incoming, outgoing) => {
      const { method, headers, url: path } = incoming;
      const forwarded = request(
        `${url}${path}`,
        { method, headers: { ...headers, ...bearer } },
        (response) => {
          outgoing.writeHead(response.statusCode ?? 502, response.headers);
          response.pipe(outgoing);
        },
      );
      incoming.pipe(forwarded);
    }).listen(0, "127.0.0.1");
    await once(proxy, "listening");
    return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  }

  for (const [scenario, checks] of [
    ["server-initialize", 1],
    ["ping", 1],
    ["tools-list", 1],
    ["dns-rebinding-protection", 2],
  ] as const)
    it(`passes the scenario ${scenario}`, async () => {
      const url = await withKey((await serve()).url);
      const program = join(folder, "node_modules", tool, "dist/index.js");
      const args = [program, "server", "--url", `${url}/mcp`, "--scenario", scenario];
      const { code, stdout, stderr } = await runToEnd(node, args, { cwd: folder });
      expect(stdout, stderr).to.include(`Passed: ${checks}/${checks}, 0 failed, 0 warnings`);
      expect(code).to.equal(0);
    });
});
