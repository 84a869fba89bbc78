// The MCPB bundle: the official tool accepts and packs it, and its server starts from the unpacked file.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { expect } from "chai";
import { bundleMcpb, mcpbTool } from "../../tools/bundle_mcpb.js";
import { cacheVariables } from "../support/command.js";

const tool = ["-y", "--prefer-offline", mcpbTool];

describe("slow: the MCPB bundle", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "mcpb-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("is valid, and its server lists the tools of its manifest", async () => {
    const [source, file, unpacked] = ["source", "a.mcpb", "unpacked"].map((name) => join(folder, name));
    await bundleMcpb(source as string);
    const mcpb = (...args: string[]) => execFileSync("npx", [...tool, ...args], { encoding: "utf8" });
    expect(mcpb("validate", join(source as string, "manifest.json"))).to.match(/passes/);
    mcpb("pack", source as string, file as string);
    mcpb("unpack", file as string, unpacked as string);
    const { server, tools } = JSON.parse(readFileSync(join(unpacked as string, "manifest.json"), "utf8")) as {
      server: { mcp_config: { args: string[] } };
      tools: { name: string }[];
    };
    const args = server.mcp_config.args.map((arg) => arg.replace("${__dirname}", unpacked as string));
    const env = { PATH: process.env["PATH"] ?? "", ...cacheVariables() };
    const client = new Client({ name: "test", version: "1" });
    await client.connect(
      new StdioClientTransport({ command: process.execPath, args, env, stderr: "ignore" }),
    );
    const listed = await client.listTools();
    await client.close();
    expect(listed.tools.map(({ name }) => name)).to.deep.equal(tools.map(({ name }) => name));
  });
});
