/** Passes options to a run through each adapter, in this process and with the real simulator. */
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import type { ConnectorError, JsonObject, RunEvent } from "../../../connector/index.js";
import type { AssetNode } from "../../../platforms/node-red/asset_node.js";
import { fieldTexts } from "../../support/field_texts.js";
import { ask, linesOf, until } from "../../platforms/http/service.js";
import { pairOn, textsOf } from "../../platforms/mcp/client.js";
import { parts, runNode } from "../../platforms/n8n/context.js";
import { FakeRed } from "../../platforms/node-red/node_red.js";
import { newConnector } from "./adapter.js";
import { githubActionOptions } from "./github_option_adapter.js";
import { program } from "./in_process.js";
import type { Asked, OptionAdapter, Outcome } from "./option_adapter.js";
import { served } from "./served.js";

const library: OptionAdapter = {
  name: "the library",
  async run({ action, asset, input, options }) {
    const connector = await newConnector();
    const warnings: string[] = [];
    const onEvent = (event: RunEvent) => void (event.type === "warning" && warnings.push(event.code));
    try {
      const { json_body: body } = await connector.run(action, input, { ...options, asset, onEvent });
      return { body, said: warnings.join("\n") };
    } catch (thrown) {
      const { code, message } = thrown as ConnectorError;
      return { error: code, said: message };
    }
  },
};

const commandLine: OptionAdapter = {
  name: "the command line",
  async run({ action, asset, input, options }) {
    const flags = Object.entries(options).flatMap(([name, value]) => {
      const flag = `--${name.replaceAll("_", "-")}`;
      return value === true ? [flag] : [flag, String(value)];
    });
    const texts = Object.entries(fieldTexts(asset)).map(([field, text]) => [
      `DEFENDER_${field.toUpperCase()}`,
      text,
    ]);
    const given = { stdin: JSON.stringify(input), env: Object.fromEntries(texts) };
    const { code, stdout, stderr } = await program(["run", action, ...flags], given);
    const [first] = stdout === "" ? [] : (JSON.parse(stdout) as JsonObject[]);
    // The plan of a dry run is printed alone, unless it is the body of the usual output.
    const body = first?.["json_body"] ?? (options["dry_run"] === true ? first : undefined);
    return { body, error: /^error (\w+):/m.exec(stderr)?.[1], said: stderr, status: code };
  },
};

const turbine: OptionAdapter = {
  name: "Turbine",
  isMixed: true,
  isLenient: true,
  async run({ action, asset, input, options }) {
    const stdin = JSON.stringify({ ...asset, ...input, ...options });
    const { code, stdout, stderr } = await program(["turbine", action], { stdin, env: {} });
    if (stdout === "") {
      const error = JSON.parse(stderr.trimEnd().split("\n").at(-1) ?? "") as { code: string };
      return { error: error.code, said: stderr, status: code };
    }
    const output = JSON.parse(stdout.replace("::set-output ", "")) as JsonObject;
    return { body: output["json_body"], said: stderr, status: code };
  },
};

const mcp: OptionAdapter = {
  name: "MCP",
  isMixed: true,
  async run({ action, asset, input, options }) {
    const connector = await newConnector();
    const { client } = await pairOn(asset, { over: () => connector, allowDestructive: true });
    const args = { ...input, ...options };
    const result = (await client.callTool({ name: action, arguments: args })) as CallToolResult;
    await client.close();
    const said = textsOf(result).join("\n");
    return {
      body: result.structuredContent?.["json_body"],
      error: result.isError === true ? (/^(\w+): /.exec(said)?.[1] ?? "an error without a code") : undefined,
      said,
    };
  },
};

function queryOf(options: JsonObject): string {
  return `?${new URLSearchParams(Object.entries(options).map(([name, value]) => [name, String(value)])).toString()}`;
}

function outcomeOf(status: number, json: JsonObject | undefined): Outcome {
  const said = JSON.stringify(json);
  return status === 200
    ? { status, body: json?.["json_body"], said }
    : { status, error: String(json?.["code"]), said };
}

const http: OptionAdapter = {
  name: "HTTP",
  run: ({ action, asset, input, options }) =>
    served(asset, async (url) => {
      const place = `${url}/actions/${action}${queryOf(options)}`;
      const { status, json, headers } = await ask(place, { method: "POST", body: input });
      const { said = "", ...rest } = outcomeOf(status, json);
      return { ...rest, said: said + String(headers["run-warnings"]) };
    }),
};

const job: OptionAdapter = {
  name: "an HTTP job",
  run: ({ action, asset, input, options }) =>
    served(asset, async (url) => {
      const begun = await ask(`${url}/actions/${action}/jobs${queryOf(options)}`, {
        method: "POST",
        body: input,
      });
      if (begun.status !== 202) return outcomeOf(begun.status, begun.json);
      const place = url + String(begun.headers.location);
      await until(async () => (await ask(place)).json?.["result"] !== undefined);
      const warnings = JSON.stringify((await ask(place)).json?.["warnings"]);
      const { status, json } = await ask(`${place}/result`);
      const { said = "", ...rest } = outcomeOf(status, json);
      return { ...rest, said: said + warnings };
    }),
};

const rowStream: OptionAdapter = {
  name: "an HTTP stream",
  isOfRows: true,
  isReadOnce: true,
  run: ({ action, asset, input, options }) =>
    served(asset, async (url) => {
      const rows = (input["json_body"] as { Indicators: unknown[] }).Indicators;
      const body = rows.map((one) => `${JSON.stringify(one)}\n`).join("");
      const headers = { "content-type": "application/x-ndjson" };
      const place = `${url}/actions/${action}${queryOf(options)}`;
      const response = await ask(place, { method: "POST", headers, body });
      if (response.status !== 200) return outcomeOf(response.status, response.json);
      const lines = linesOf(response);
      const said = String(response.trailers["run-warnings"]);
      if (options["dry_run"] !== true) return { status: 200, body: { value: lines }, said };
      return { status: 200, body: { ...lines.at(-1), findings: lines.slice(0, -1) }, said };
    }),
};

/** @param give - the items, and the fields of the node besides its options */
async function inN8n(
  { action, asset, options }: Asked,
  items: readonly JsonObject[],
  parameters: JsonObject,
): Promise<{ items: JsonObject[]; error?: string; said?: string }> {
  const fields = Object.entries(asset).map(([name, value]) => [
    name,
    typeof value === "object" ? JSON.stringify(value) : value,
  ]);
  const credential = { authentication: "oauth2_client_credentials", ...Object.fromEntries(fields) };
  const all = { operation: action, ...parameters, options: { whenRowsFail: "output", ...options } };
  try {
    const ran = await runNode({ items, parameters: all, credential }, { ...parts, connector: newConnector });
    return { items: ran.items.map(({ json }) => json), said: ran.hints.join("\n") };
  } catch (error) {
    const said = (error as Error).message;
    return { items: [], error: /^(\w+): /.exec(said)?.[1] ?? said, said };
  }
}

const n8nInput: OptionAdapter = {
  name: "n8n, on an input",
  async run(asked) {
    const parameters = { mode: "json", simplify: false, input: JSON.stringify(asked.input) };
    const { items, ...rest } = await inN8n(asked, [{}], parameters);
    return { ...rest, body: items[0]?.["json_body"] };
  },
};

const n8nItems: OptionAdapter = {
  name: "n8n, on items",
  isOfRows: true,
  async run(asked) {
    const rows = (asked.input["json_body"] as { Indicators: JsonObject[] }).Indicators;
    const { items, ...rest } = await inN8n(asked, rows, { mode: "items" });
    return { ...rest, body: asked.options["dry_run"] === true ? items[0] : { value: items } };
  },
};

/** @param place - location of the options: fields of the node, which are texts, or the message */
function nodeRed(name: string, place: "node" | "message"): OptionAdapter {
  return {
    name,
    ...(place === "node" ? { isFixed: true } : {}),
    async run({ action, asset: { client_secret, ...fields }, input, options }) {
      const connector = await newConnector();
      const RED = new FakeRed();
      const source = { source: "oauth2_client_credentials", fields: fieldTexts(fields) };
      const asset = RED.make("defender-indicators-asset", source, { client_secret });
      const { connection } = asset as unknown as AssetNode;
      const open = connection.open.bind(connection);
      connection.open = async (warn) => ({ ...(await open(warn)), connector });
      const texts = place === "node" ? fieldTexts(options) : {};
      const node = RED.make("defender-indicators", { action, asset: asset.id, ...texts });
      const { sent, error } = await node.receive({
        payload: input,
        ...(place === "message" ? { options } : {}),
      });
      const output = sent?.payload as JsonObject | undefined;
      return {
        body: output?.["json_body"],
        error: error?.code,
        said: `${error?.message ?? ""}\n${node.warnings.join("\n")}`,
      };
    },
  };
}

/** All adapters. */
export const optionAdapters: readonly OptionAdapter[] = [
  library,
  commandLine,
  githubActionOptions,
  turbine,
  mcp,
  http,
  job,
  rowStream,
  n8nInput,
  n8nItems,
  nodeRed("Node-RED, by the message", "message"),
  nodeRed("Node-RED, by the node", "node"),
];
