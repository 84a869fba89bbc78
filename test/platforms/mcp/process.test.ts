// `mcp` as a process: only protocol messages on standard output, hostile input, and every kind of end.
import type { CallToolResult, Progress } from "@modelcontextprotocol/sdk/types.js";
import { expect } from "chai";
import { importOf, row, rows } from "../../support/rows.js";
import { until } from "../../support/open.js";
import { clientOnProcess, textsOf, variablesOf } from "./client.js";
import { canary, command, type Ended, launch, useFolder, useSimulator } from "../shared/process.js";

interface Message {
  id?: number;
  method?: string;
  result?: { structuredContent?: { json_body: { value: { isFailed: boolean }[] } }; isError?: boolean };
  error?: { code: number; message: string };
}

const hello = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "raw", version: "1" } },
};
const ping = (id: number) => ({ jsonrpc: "2.0", id, method: "ping" });
const importing = (id: number, count: number) => ({
  jsonrpc: "2.0",
  id,
  method: "tools/call",
  params: { name: "import_indicators", arguments: importOf(rows(count)), _meta: { progressToken: 7 } },
});
const linesOf = (...messages: (object | string)[]) =>
  messages.map((one) => `${typeof one === "string" ? one : JSON.stringify(one)}\n`).join("");

/** Returns the server's messages by the ID of their request. Fails if standard output has anything else. */
function responsesOf({ stdout }: Ended): Map<number | undefined, Message> {
  const messages = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Message & { jsonrpc: string });
  expect(new Set(messages.map(({ jsonrpc }) => jsonrpc))).to.deep.equal(new Set(["2.0"]));
  return new Map(messages.map((message) => [message.id, message]));
}

describe("mcp: the process", () => {
  const simulator = useSimulator();
  const file = useFolder();
  const raw = (stdin: string | Uint8Array) =>
    command(["mcp"], { stdin, env: variablesOf(simulator().asset()) });

  it("imports 1200 rows with progress for the SDK's client, the asset from the environment", async () => {
    const { client, stderr } = await clientOnProcess(variablesOf(simulator().asset()));
    try {
      const steps: Progress[] = [];
      const { tools } = await client.listTools();
      const result = (await client.callTool(
        { name: "import_indicators", arguments: { ...importOf(rows(1200)) } },
        undefined,
        { onprogress: (step) => steps.push(step) },
      )) as CallToolResult;
      expect(client.getServerVersion()).to.include({ name: "defender-indicators" });
      expect(textsOf(result)[0]).to.match(/1200 rows: 1200 succeeded, 0 failed, 0 not sent; 3 calls/);
      expect(steps.at(-1)).to.include({ progress: 1200, total: 1200 });
      expect(simulator().indicators()).to.have.length(1200);
      expect(stderr()).to.match(
        new RegExp(`^Serving ${tools.length} actions .*\\nimport_indicators: 1200 rows: 1200 succeeded`),
      );
      expect(JSON.stringify([tools, result, client.getServerCapabilities()]) + stderr()).to.not.contain(
        canary,
      );
    } finally {
      await client.close();
    }
  });

  it("reads the asset of a file, and warns if others can read it", async () => {
    const asset = file("asset.json", simulator().asset(), 0o644);
    const { client, stderr } = await clientOnProcess({}, ["--asset", asset]);
    try {
      await client.callTool({ name: "import_indicators", arguments: { ...importOf(rows(1)) } });
      expect(simulator().indicators()).to.have.length(1);
      expect(stderr()).to.match(/^warning AssetFileReadableByOthers: /);
    } finally {
      await client.close();
    }
  });

  for (const [what, args, message] of [
    ["without an asset", [], /There is no asset to connect with\./],
    [
      "with an asset file that does not exist",
      ["--asset", "/nowhere/asset.json"],
      /asset\.json does not exist\./,
    ],
  ] as const) {
    it(`starts ${what} and lists its tools, and each call reports the fault`, async () => {
      const { client, stderr } = await clientOnProcess({}, [...args]);
      try {
        expect((await client.listTools()).tools.length).to.be.greaterThan(5);
        for (const call of [
          { name: "import_indicators", arguments: importOf([row(1)]) as Record<string, unknown> },
          { name: "get_indicators", arguments: {} },
          { name: "test_connection", arguments: {} },
        ]) {
          const result = (await client.callTool(call)) as CallToolResult;
          const [text = ""] = textsOf(result);
          expect(result.isError, call.name).to.equal(true);
          expect(text, call.name)
            .to.match(/^InvalidAsset: /)
            .and.match(message);
          expect(text, call.name).to.match(/restart this server\. Nothing was sent\.$/m);
        }
        expect(stderr())
          .to.match(/^warning InvalidAsset: /)
          .and.match(message);
      } finally {
        await client.close();
      }
    });
  }

  it("logs JSON with the request and the run of each line, without secrets", async () => {
    const env = variablesOf(simulator().asset({ client_secret: `${canary}x` }));
    const { client, stderr } = await clientOnProcess(env, ["--log-format", "json"]);
    try {
      await client.callTool({ name: "import_indicators", arguments: { ...importOf(rows(1)) } });
      await until(() => stderr().includes('"msg":"import_indicators: '));
    } finally {
      await client.close();
    }
    const lines = stderr()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const ofRun = lines.filter(({ requestId }) => requestId !== undefined);
    expect(ofRun.map(({ level, action, code }) => [level, action, code])).to.deep.equal([
      ["warn", "import_indicators", "InvalidCredentials"],
      ["warn", "import_indicators", "NotSent"],
      ["warn", "import_indicators", "InvalidCredentials"],
    ]);
    expect(new Set(ofRun.map(({ runId }) => runId)).size).to.equal(1);
    expect(stderr()).not.to.include(canary);
  });

  it("plans without an asset, as the command line does", async () => {
    const { client } = await clientOnProcess({});
    try {
      const given = { ...(importOf([row(1)]) as Record<string, unknown>), dry_run: true };
      const result = (await client.callTool({
        name: "import_indicators",
        arguments: given,
      })) as CallToolResult;
      expect(textsOf(result)[0]).to.match(/^Dry run\. 1 row: 1 to be sent/);
    } finally {
      await client.close();
    }
  });

  it("exits 0 if the client closes its end: active calls end in order with results for their rows", async () => {
    const ended = await raw(linesOf(hello, importing(2, 30_000)));
    const results = responsesOf(ended).get(2)?.result?.structuredContent?.json_body.value ?? [];
    const sent = results.filter(({ isFailed }) => !isFailed).length;
    expect([results.length, sent]).to.deep.equal([30_000, simulator().indicators().length]);
    expect(ended.stderr).to.match(/import_indicators: (?:Cancelled\. )?30000 rows: /);
    expect(ended.code).to.equal(0);
  });

  it("exits 0 if it is asked to end during a run, with results for the rows", async () => {
    const { client, transport } = await clientOnProcess(variablesOf(simulator().asset()));
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a client of the SDK has no such method
    const closed = new Promise<void>((resolve) => (client.onclose = resolve));
    let isReported = false;
    const onprogress = () => {
      // A second one would end it immediately.
      if (!isReported) process.kill(transport.pid as number, "SIGTERM");
      isReported = true;
    };
    const call = { name: "import_indicators", arguments: { ...importOf(rows(30_000)) } };
    const result = (await client.callTool(call, undefined, { onprogress })) as CallToolResult;
    await closed;
    const { json_body: body } = result.structuredContent as { json_body: { value: { isFailed: boolean }[] } };
    const sent = body.value.filter(({ isFailed }) => !isFailed).length;
    expect([body.value.length, sent]).to.deep.equal([30_000, simulator().indicators().length]);
    expect(sent).to.be.lessThan(30_000);
  });

  it("ends although the client reads nothing and has left", async () => {
    const { child, ended } = launch(["mcp"], {
      stdin: linesOf(hello, importing(2, 5000)),
      env: variablesOf(simulator().asset()),
    });
    child.stdout.destroy();
    expect((await ended).code).to.equal(0);
  });

  it("ignores lines that are not messages", async () => {
    const bad = ["{", "[]", "null", '{"jsonrpc":"1.0","id":5,"method":"ping"}', "\u0000\u00ff", '"x"', ""];
    const ended = await raw(linesOf(hello, ...bad, ping(9)));
    expect([...responsesOf(ended).keys()]).to.deep.equal([1, 9]);
    expect(ended.stderr.match(/is not valid and was ignored/g)).to.have.length(bad.length);
    expect(ended.code).to.equal(0);
  });

  it("rejects a message of more than 64 MiB by its ID, and continues", async () => {
    const { id, ...rest } = importing(8, 0);
    const long = JSON.stringify({ ...rest, padding: "x".repeat(65 * 1024 * 1024), id });
    const ended = await raw(linesOf(hello, long, ping(9)));
    const responses = responsesOf(ended);
    expect([...responses.keys()]).to.deep.equal([1, 8, 9]);
    expect(responses.get(8)?.error?.message).to.equal(
      "A message may have at most 64 MiB. Split the input into several calls.",
    );
    expect(simulator().requests()).to.deep.equal([]);
    expect(ended.code).to.equal(0);
  });

  it("rejects a message in which a name occurs twice by its ID, and sends nothing", async () => {
    const twice = JSON.stringify(importing(8, 1)).replace(
      '"json_body":',
      '"dry_run":true,"dry_run":false,"json_body":',
    );
    const responses = responsesOf(await raw(linesOf(hello, twice, ping(9))));
    expect([...responses.keys()]).to.have.members([1, 8, 9]);
    expect(responses.get(8)?.error?.message).to.match(
      /"dry_run" occurs twice in one object.*Nothing was sent/,
    );
    expect(simulator().requests()).to.deep.equal([]);
  });

  it("responds to arguments of any kind", async () => {
    const given = [[], "x", 7, null, { json_body: null }, { __proto__: { json_body: {} } }];
    const calls = given.map((args, n) => ({
      jsonrpc: "2.0",
      id: n + 2,
      method: "tools/call",
      params: { name: "import_indicators", arguments: args },
    }));
    const deep = `{"jsonrpc":"2.0","id":50,"method":"tools/call","params":{"name":"import_indicators","arguments":{"json_body":${"[".repeat(50_000)}${"]".repeat(50_000)}}}}`;
    const responses = responsesOf(await raw(linesOf(hello, ...calls, deep)));
    expect(responses.size).to.equal(given.length + 2);
    for (const [id, { error, result }] of responses) {
      if (id !== 1) expect(error !== undefined || result?.isError === true, `call ${id}`).to.equal(true);
    }
    expect(simulator().requests()).to.deep.equal([]);
  });
});

describe("mcp: the choice of tools", () => {
  const listed = async (...args: string[]) => {
    const { client } = await clientOnProcess({}, args);
    const { tools } = await client.listTools();
    await client.close();
    return tools.map(({ name }) => name);
  };

  it("offers the named actions only, also deprecated ones", async () => {
    expect(await listed("--tools", "submit_ti_indicators, import_indicators")).to.deep.equal([
      "import_indicators",
      "submit_ti_indicators",
    ]);
  });

  it("leaves deprecated actions out unless they are named", async () => {
    expect(await listed("--allow-destructive"))
      .to.include.members(["import_indicators", "delete_indicator_by_id"])
      .and.not.include.members(["submit_ti_indicators", "update_ti_indicators", "delete_ti_indicators"]);
  });

  it("exits 2 for an unknown name, and for an action that removes something", async () => {
    const unknown = await command(["mcp", "--tools", "import_indicators,import_indicator"]);
    expect([unknown.code, unknown.stdout]).to.deep.equal([2, ""]);
    expect(unknown.stderr).to.match(/^error UnknownAction: .*import_indicator/m);
    const removing = await command(["mcp", "--tools", "delete_indicator_by_id"]);
    expect(removing.code).to.equal(2);
    expect(removing.stderr).to.match(
      /^error InvalidOption: .*delete_indicator_by_id.*\n {2}Add --allow-destructive/m,
    );
  });
});
