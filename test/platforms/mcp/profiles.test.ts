// `mcp` with profiles, as a process: every call names its tenant, and one that is broken stops no other.
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { expect } from "chai";
import type { App } from "../../../simulator/index.js";
import { jsonLines } from "../../support/json_lines.js";
import { importOf, rows } from "../../support/rows.js";
import { canary, command, useFolder, useSimulator } from "../shared/process.js";
import { clientOnProcess, textsOf } from "./client.js";

const apps: App[] = [1, 2].map((at) => ({
  tenant_id: `11111111-1111-4111-8111-11111111111${at}`,
  client_id: `22222222-2222-4222-8222-22222222222${at}`,
  client_secret: `${canary}${at}`,
  roles: ["Ti.ReadWrite.All"],
}));

describe("mcp with profiles", () => {
  const simulator = useSimulator(apps);
  const file = useFolder();
  const config = (): string => {
    const { url, login_url } = simulator().asset();
    const [one, two] = apps.map(({ roles: _roles, client_secret: secret, ...app }, at) => {
      file(`${at}.secret`, secret);
      return { ...app, url, login_url, client_secret_file: `${at}.secret` };
    });
    return file("config.json", { profiles: { one, two, bad: { ...one, client_secret_file: "missing" } } });
  };
  const counts = (): number[] => apps.map(({ tenant_id }) => simulator().indicators(tenant_id).length);

  /** Calls the tool once for each of the arguments, and returns the results with what was logged. */
  async function called(
    args: string[],
    calls: readonly object[],
  ): Promise<{ results: CallToolResult[]; schema: { required?: string[] }; stderr: string }> {
    const { client, stderr } = await clientOnProcess({}, args);
    try {
      const { tools } = await client.listTools();
      const schema = tools.find(({ name }) => name === "import_indicators")?.inputSchema as {
        required?: string[];
      };
      const results: CallToolResult[] = [];
      for (const more of calls) {
        const given = { ...importOf(rows(1)), ...more };
        results.push(
          (await client.callTool({ name: "import_indicators", arguments: given })) as CallToolResult,
        );
      }
      return { results, schema, stderr: stderr() };
    } finally {
      await client.close();
    }
  }

  it("requires a profile in every call, sends to this tenant only, and reports a profile that is broken", async () => {
    const given = [
      { profile: "two" },
      {},
      { profile: "three" },
      { profile: "bad" },
      { profile: "__proto__" },
    ];
    const flags = ["--config", config(), "--all-profiles"];
    const { results, schema, stderr } = await called(flags, given);
    expect(schema).to.deep.include({ required: ["profile", "json_body"] });
    expect(results.map(({ isError = false }) => isError)).to.deep.equal([false, true, true, true, true]);
    expect(textsOf(results[1] as CallToolResult)[0]).to.match(/^InvalidOption: No profile is named\./);
    expect(textsOf(results[3] as CallToolResult)[0]).to.match(/^InvalidAsset: .*missing does not exist\./);
    expect(counts()).to.deep.equal([0, 1]);
    expect(stderr).to.match(
      /^warning InvalidAsset: The profile bad cannot be used: .* Until then, each call returns this error\.$/m,
    );
    expect(stderr).to.match(/^import_indicators for two: 1 row: 1 succeeded/m);
    expect(stderr).to.not.include(canary).and.not.include("three");
  });

  it("works as with an asset if one profile is chosen", async () => {
    const { results, schema, stderr } = await called(
      ["--config", config(), "--profile", "one", "--log-format", "json", "--verbose"],
      [{}],
    );
    expect(schema.required).to.deep.equal(["json_body"]);
    expect([results[0]?.isError, counts()]).to.deep.equal([undefined, [1, 0]]);
    const calls = jsonLines(stderr).filter(({ action }) => action !== undefined);
    expect(calls.length).to.be.greaterThan(1);
    for (const line of calls) expect(line).to.include({ action: "import_indicators", profile: "one" });
    expect(stderr).to.not.include(canary);
  });

  it("exits with 2 if the profiles cannot be chosen, or the configuration cannot be read", async () => {
    for (const [args, fault] of [
      [["--profile", "one"], /^error InvalidOption: .*no configuration/],
      [["--config", config()], /^error InvalidOption: --config is set, but no profile is named/],
      [["--config", config(), "--profile", "tow"], /^error InvalidOption: .*Did you mean two\?/],
      [["--config", file("broken.yaml", "profiles: ["), "--all-profiles"], /^error InvalidConfig: /],
    ] as const) {
      const { code, stdout, stderr } = await command(["mcp", ...args]);
      expect([code, stdout]).to.deep.equal([2, ""]);
      expect(stderr).to.match(fault);
    }
  });
});
