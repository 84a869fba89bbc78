/** The adapters of this suite. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import type { ActionOutput, ConnectorError } from "../../../connector/index.js";
import { type Response, ask, until } from "../../platforms/http/service.js";
import { clientOnService, pairOn, textsOf } from "../../platforms/mcp/client.js";
import { type Given, type Launched, launch } from "../../platforms/shared/process.js";
import { type Adapter, newConnector, type CallContext, outcomeOf } from "./adapter.js";
import { githubAction } from "./github_action_adapter.js";
import { n8nInput, n8nItems } from "./n8n_adapters.js";
import { nodeRed } from "./node_red_adapter.js";
import { served } from "./served.js";

/** The reference for all others. */
export const library: Adapter = {
  name: "the library",
  async run({ action }, { asset, input, cancelled }) {
    const connector = await newConnector();
    const cancel = new AbortController();
    void cancelled?.then(() => cancel.abort());
    return connector.run(action, input, { asset, signal: cancel.signal }).then(
      (output) => outcomeOf(output),
      ({ code, output }: ConnectorError) => outcomeOf(output as ActionOutput | undefined, code),
    );
  },
};

const commandLine: Adapter = {
  name: "the command line",
  isSlow: true,
  async run({ action }, place) {
    const folder = mkdtempSync(join(tmpdir(), "conformance-"));
    const asset = join(folder, "asset.json");
    writeFileSync(asset, JSON.stringify(place.asset), { mode: 0o600 });
    const args = ["run", action, "--asset", asset];
    const { stdout, stderr } = await ended(args, { stdin: JSON.stringify(place.input) }, place);
    rmSync(folder, { recursive: true });
    const [output] = stdout === "" ? [] : (JSON.parse(stdout) as ActionOutput[]);
    return outcomeOf(output, /^error (\w+):/m.exec(stderr)?.[1]);
  },
};

const turbine: Adapter = {
  name: "the Turbine process",
  isSlow: true,
  async run({ action }, place) {
    const stdin = JSON.stringify({ ...place.asset, ...(place.input as object) });
    const { stdout, stderr } = await ended(["turbine", action], { stdin }, place);
    if (stdout !== "") return outcomeOf(JSON.parse(stdout.replace("::set-output ", "")) as ActionOutput);
    const { code, output } = JSON.parse(stderr.split("\n").at(-2) ?? "") as ConnectorError;
    return outcomeOf(output as ActionOutput | undefined, code);
  },
};

/** The process, interrupted if the call is cancelled. */
async function ended(args: string[], given: Given, { cancelled }: CallContext): ReturnType<typeof wait> {
  const process = launch(args, given);
  void cancelled?.then(() => process.child.kill("SIGINT"));
  return wait(process);
}

function wait(process: Launched): Launched["ended"] {
  return process.ended;
}

const mcp: Adapter = {
  name: "an MCP client",
  async run({ action }, { asset, input, cancelled }) {
    const connector = await newConnector();
    const { client, calls } = await pairOn(asset, { over: () => connector, allowDestructive: true });
    // A client that cancels a call gets no response; disconnecting ends the call in the same way.
    void cancelled?.then(() => calls.end());
    const result = (await client.callTool({
      name: action,
      arguments: input as Record<string, unknown>,
    })) as CallToolResult;
    await client.close();
    return toolOutcome(result);
  },
};

const mcpOverHttp: Adapter = {
  name: "an MCP client over HTTP",
  async run({ action }, { asset, input, cancelled }) {
    const result = await served(asset, async (service) => {
      const { client, lastId } = await clientOnService(service);
      // The client would ignore the result of a call that it cancels, so the notification is sent by hand.
      void cancelled?.then(() =>
        client.notification({ method: "notifications/cancelled", params: { requestId: lastId() } }),
      );
      const call = { name: action, arguments: input as Record<string, unknown> };
      const called = (await client.callTool(call)) as CallToolResult;
      await client.close();
      return called;
    });
    return toolOutcome(result);
  },
};

function toolOutcome(result: CallToolResult): ReturnType<typeof outcomeOf> {
  const [text = ""] = textsOf(result);
  const output = result.structuredContent as ActionOutput | undefined;
  return outcomeOf(output, result.isError === true ? /^(\w+): /.exec(text)?.[1] : undefined);
}

const http: Adapter = {
  name: "the HTTP service",
  async run({ action }, { asset, input, cancelled }) {
    const response = await served(asset, (service) => {
      const url = `${service}/actions/${action}`;
      return cancelled === undefined
        ? ask(url, { method: "POST", body: input })
        : endedJob(url, input, cancelled);
    });
    const body = response.json as { code?: string; output?: ActionOutput };
    return response.status === 200 ? outcomeOf(body as ActionOutput) : outcomeOf(body.output, body.code);
  },
};

/** A client that disconnects gets no response; a job that is cancelled has one. */
async function endedJob(url: string, input: unknown, cancelled: Promise<void>): Promise<Response> {
  const begun = await ask(`${url}/jobs`, { method: "POST", body: input });
  const job = new URL(String(begun.headers.location), url).href;
  await cancelled;
  await ask(job, { method: "DELETE" });
  await until(async () => (await ask(job)).json?.["result"] !== undefined);
  return ask(`${job}/result`);
}

/** All adapters except the library. */
export const adapters: readonly Adapter[] = [
  commandLine,
  turbine,
  githubAction,
  mcp,
  mcpOverHttp,
  http,
  nodeRed,
  n8nInput,
  n8nItems,
];
