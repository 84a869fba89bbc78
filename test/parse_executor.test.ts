/** Tests the action that reads a feed: no call, no asset, and a body that an import accepts. */
import { expect } from "chai";
import { type ConnectorError, createConnector, type RunEvent, type RunOptions } from "../connector/index.js";
import { asset, ran, stub } from "./engine/stub.js";
import { pairOn } from "./platforms/mcp/client.js";
import { launch } from "./platforms/shared/process.js";

const input = (content: string, more: object = {}) => ({
  json_body: { content, format: "text", defaults: { action: "Block" }, ...more },
});
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "",
    ({ code }: ConnectorError) => code,
  );
const withoutAsset = {} as RunOptions;

describe("parse_indicators", () => {
  it("needs no asset and makes no call", async () => {
    const { connector, calls } = await stub();
    const output = await connector.run("parse_indicators", input("bad.example\n"), withoutAsset);
    expect(output).to.deep.include({ status_code: 200, reason: "OK", response_headers: {} });
    expect(calls).to.deep.equal([]);
    const { needsAsset, service, rateLimits } = connector.describe("parse_indicators");
    expect([needsAsset, service, rateLimits]).to.deep.equal([false, "", {}]);
    expect(connector.describe("import_indicators").needsAsset).to.equal(true);
  });

  it("returns a body that Import Indicators accepts whole, and that is sent without its items", async () => {
    const { connector } = await stub();
    const { json_body } = await connector.run(
      "parse_indicators",
      input("bad.example\n8.8.8.8\n"),
      withoutAsset,
    );
    const { output, calls } = await ran({ json_body });
    expect(output.status_code).to.equal(200);
    expect(Object.keys(calls[0]?.body ?? {})).to.deep.equal(["Indicators"]);
  });

  it("uses the defaults of an asset", async () => {
    const connector = await createConnector({ env: {} });
    const given = { json_body: { content: "bad.example\n", format: "text" } };
    expect(await codeOf(connector.run("parse_indicators", given, { asset }))).to.equal("InvalidOption");
    const output = await connector.run("parse_indicators", given, {
      asset: { ...asset, defaults: { action: "Warn" } },
    });
    expect(JSON.stringify(output.json_body)).to.contain('"action":"Warn"');
  });

  it("reports notices as warnings, and a summary", async () => {
    const connector = await createConnector({ env: {} });
    const events: RunEvent[] = [];
    await connector.run("parse_indicators", input("bad.example\n"), {
      ...withoutAsset,
      onEvent: (event) => events.push(event),
    });
    expect(events.map((event) => (event.type === "warning" ? event.code : event.type))).to.deep.equal([
      "DocumentationValues",
      "summary",
    ]);
  });

  it("rejects unknown inputs, plans, streams and journals", async () => {
    const connector = await createConnector({ env: {} });
    const run = (given: object, options: object = {}) =>
      codeOf(connector.run("parse_indicators", given, { ...withoutAsset, ...options }));
    expect(await run({ json_body: { contents: "x" } })).to.equal("InvalidInput");
    expect(await run(input("bad.example\n"), { dry_run: true })).to.equal("InvalidOption");
    expect(await run(input("bad.example\n"), { journal: "x" })).to.equal("InvalidOption");
    expect(await codeOf(connector.plan("parse_indicators", input("bad.example\n")))).to.equal("InvalidInput");
    expect(await codeOf(connector.stream("parse_indicators", [], withoutAsset).next())).to.equal(
      "InvalidInput",
    );
  });

  it("needs no asset on the command line, in Turbine and for an MCP client", async () => {
    const stdin = JSON.stringify(input("bad.example\n"));
    const outputs = await Promise.all(
      [
        ["run", "parse_indicators"],
        ["turbine", "parse_indicators"],
      ].map(async (args) => (await launch(args, { stdin }).ended).stdout),
    );
    for (const stdout of outputs) expect(stdout).to.contain("bad.example");
    const { client } = await pairOn(undefined);
    const result = await client.callTool({ name: "parse_indicators", arguments: input("bad.example\n") });
    await client.close();
    expect(JSON.stringify(result)).to.contain("bad.example");
  });

  it("ends when it is cancelled", async () => {
    const connector = await createConnector({ env: {} });
    const options = { ...withoutAsset, signal: AbortSignal.abort() };
    expect(await codeOf(connector.run("parse_indicators", input("bad.example\n"), options))).to.equal(
      "Cancelled",
    );
  });
});
