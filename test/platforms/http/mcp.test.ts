// MCP over Streamable HTTP: the key, the names of this machine, the four scenarios of the protocol's conformance
// tool, profiles, and the end of a call.
import type { CallToolResult, Progress } from "@modelcontextprotocol/sdk/types.js";
import { expect } from "chai";
import type { JsonObject } from "../../../connector/index.js";
import { importOf, row, rows } from "../../support/rows.js";
import { clientOnService, textsOf } from "../mcp/client.js";
import { useSimulator } from "../shared/process.js";
import { ask, open, type Question, type Response, responseOf, until, useService } from "./service.js";

const accept = { accept: "application/json, text/event-stream", "content-type": "application/json" };
const hello = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "raw", version: "1" } },
};
const ping = { jsonrpc: "2.0", id: "p", method: "ping" };
const listing = { jsonrpc: "2.0", id: 2, method: "tools/list" };
const calling = (id: number, name: string, given: object): object => ({
  jsonrpc: "2.0",
  id,
  method: "tools/call",
  params: { name, arguments: given },
});

/** Sends one message. */
function post(url: string, body: unknown, headers: Question["headers"] = {}): Promise<Response> {
  return ask(`${url}/mcp`, { method: "POST", body, headers: { ...accept, ...headers } });
}

/** Returns the last message of a stream of events. */
function messageOf({ text }: Response): { id?: unknown; result?: JsonObject; error?: JsonObject } {
  const lines = text.split("\n").filter((line) => line.startsWith("data: "));
  return JSON.parse((lines.at(-1) ?? "").slice("data: ".length)) as JsonObject;
}

interface ListedTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: { type: string; properties: Record<string, JsonObject>; required?: string[] };
}

describe("http: mcp", () => {
  const simulator = useSimulator();
  const serve = useService(simulator);
  const toolsOf = (response: Response): ListedTool[] =>
    (messageOf(response).result as { tools: ListedTool[] }).tools;

  it("completes the handshake, and offers tools only", async () => {
    const { url } = await serve();
    const response = await post(url, hello);
    expect([response.status, messageOf(response).id]).to.deep.equal([200, 1]);
    const { result } = messageOf(response) as { result: JsonObject };
    expect(result).to.include({ protocolVersion: "2025-11-25" });
    expect(result["serverInfo"]).to.include({ name: "defender-indicators" });
    expect(result["capabilities"]).to.deep.equal({ tools: {} });
    const done = await post(url, { jsonrpc: "2.0", method: "notifications/initialized" });
    expect([done.status, done.text]).to.deep.equal([202, ""]);
    expect(response.headers).to.include({ "x-content-type-options": "nosniff" });
  });

  it("has a request id in each response, whether the message is accepted or not", async () => {
    const { url } = await serve();
    const responses = [
      await post(url, hello),
      await post(url, ping, { accept: "application/json" }),
      await post(url, [ping]),
      await post(url, ping, { authorization: "Bearer wrong" }),
    ];
    expect(responses.map(({ status }) => status)).to.deep.equal([200, 406, 400, 401]);
    const ids = responses.map(({ headers }) => headers["request-id"]);
    for (const id of ids) expect(id).to.match(/^[0-9a-f-]{36}$/);
    expect(new Set(ids).size).to.equal(4);
  });

  it("responds to a ping", async () => {
    const { url } = await serve();
    expect(messageOf(await post(url, ping))).to.deep.equal({ jsonrpc: "2.0", id: "p", result: {} });
  });

  it("lists tools with name, description and schema, without destructive and deprecated ones", async () => {
    const { url } = await serve();
    const tools = toolsOf(await post(url, listing));
    const names = tools.map(({ name }) => name);
    expect(names).to.include.members(["import_indicators", "get_indicators", "test_connection"]);
    expect(names).to.not.include.members(["submit_ti_indicators", "batch_delete_indicators"]);
    for (const { description, inputSchema } of tools) {
      expect(description.length).to.be.greaterThan(10);
      expect(inputSchema.type).to.equal("object");
      expect(inputSchema.properties).to.not.have.property("profile");
    }
  });

  it("lists the tools that were chosen", async () => {
    const choice = { allowDestructive: false, tools: ["submit_ti_indicators", "import_indicators"] };
    const { url } = await serve({ choice });
    const names = toolsOf(await post(url, listing)).map(({ name }) => name);
    expect(names).to.have.members(choice.tools);
    const other = messageOf(await post(url, calling(3, "get_indicators", {})));
    expect(other.error?.["message"]).to.include("--tools get_indicators");
    expect(simulator().requests()).to.deep.equal([]);
  });

  it("requires the key, for every method and message", async () => {
    const { url } = await serve();
    for (const authorization of ["", "Bearer wrong", "Basic eDp5"])
      for (const body of [hello, ping, listing, calling(1, "import_indicators", importOf(rows(1)))]) {
        const response = await post(url, body, { authorization });
        expect(response.status).to.equal(401);
        expect(response.json?.["code"]).to.equal("Unauthorized");
      }
    for (const method of ["GET", "DELETE"])
      expect((await ask(`${url}/mcp`, { method, headers: { authorization: "Bearer x" } })).status).to.equal(
        401,
      );
    expect(simulator().requests()).to.deep.equal([]);
  });

  it("accepts the names of this machine, and rejects others, as DNS rebinding and foreign pages send them", async () => {
    const { url } = await serve();
    const port = new URL(url).port;
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, "localhost", `[::1]:${port}`]) {
      const response = await post(url, hello, { host, origin: `http://${host}` });
      expect([host, response.status]).to.deep.equal([host, 200]);
    }
    for (const headers of [
      { host: "evil.example", origin: "http://evil.example" },
      { host: "evil.example" },
      { host: `127.0.0.1.evil.example:${port}` },
      { host: "localhost@evil.example" },
      { host: `localhost:${port}`, origin: "https://evil.example" },
      { host: `localhost:${port}`, origin: "null" },
    ]) {
      for (const method of ["POST", "GET", "DELETE"]) {
        const body = method === "POST" ? { body: hello } : {};
        const response = await ask(`${url}/mcp`, { method, headers: { ...accept, ...headers }, ...body });
        expect([response.status, response.json?.["code"]], JSON.stringify(headers)).to.deep.equal([
          403,
          "ForeignHost",
        ]);
      }
    }
  });

  it("rejects a foreign host at another spelling of the path, too", async () => {
    const { url } = await serve();
    for (const path of ["/%6dcp", "/mc%70?x=1"]) {
      const headers = { ...accept, host: "evil.example" };
      const response = await ask(url + path, { method: "POST", headers, body: hello });
      expect([response.status, response.json?.["code"]], path).to.deep.equal([403, "ForeignHost"]);
    }
  });

  it("has no stream for messages of the server, and no sessions to delete", async () => {
    const { url } = await serve();
    for (const method of ["GET", "DELETE"]) {
      const response = await ask(`${url}/mcp`, { method, headers: accept });
      expect([response.status, response.headers.allow]).to.deep.equal([405, "POST"]);
    }
  });

  it("rejects bodies that are not one message", async () => {
    const { url } = await serve({ limits: { bodyBytes: 2000 } });
    for (const [body, status] of [
      [[ping, ping], 400],
      ["no json", 400],
      [`{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}`, 400],
      [{ jsonrpc: "1.0", id: 1, method: "ping" }, 400],
      [{}, 400],
      [{ ...ping, params: { x: "x".repeat(3000) } }, 413],
    ] as const)
      expect((await post(url, body)).status, JSON.stringify(body)).to.equal(status);
    expect((await post(url, "{}", { "content-type": "application/x-ndjson" })).status).to.equal(415);
    expect((await post(url, ping, { accept: "application/json" })).status).to.equal(406);
    expect((await post(url, ping)).status).to.equal(200);
  });

  it("runs an action for the SDK's client, with progress and a line in the log", async () => {
    const { url, log } = await serve();
    const { client } = await clientOnService(url);
    const steps: Progress[] = [];
    const result = (await client.callTool(
      { name: "import_indicators", arguments: { ...importOf(rows(1200)) } },
      undefined,
      { onprogress: (step) => steps.push(step) },
    )) as CallToolResult;
    await client.close();
    expect(textsOf(result)[0]).to.match(/1200 rows: 1200 succeeded, 0 failed, 0 not sent; 3 calls/);
    expect(steps.at(-1)).to.include({ progress: 1200, total: 1200 });
    expect(simulator().indicators()).to.have.length(1200);
    const line = log.find((one) => one.includes("import_indicators"));
    expect(line).to.match(
      /^POST \/mcp 200, action import_indicators, profile default, run \S+, 1200 rows: 1200 succeeded, 0 failed, 0 not sent; 3 calls, /,
    );
  });

  it("ends the run of a client that disconnects: calls in progress are completed, the rest is not sent", async () => {
    simulator().configure({ latencyMs: 100 });
    const { url, log } = await serve();
    const asking = open(`${url}/mcp`, { method: "POST", headers: accept });
    asking.end(JSON.stringify(calling(1, "import_indicators", importOf(rows(8000)))));
    await until(() => simulator().indicators().length > 0);
    asking.destroy();
    await until(() => log.some((line) => line.includes("the client left")));
    const line = log.find((one) => one.includes("the client left")) ?? "";
    const [, succeeded, notSent] = /(\d+) succeeded, 0 failed, (\d+) not sent/.exec(line) ?? [];
    expect(simulator().indicators()).to.have.length(Number(succeeded));
    expect(Number(succeeded) + Number(notSent)).to.equal(8000);
    expect(Number(notSent)).to.be.greaterThan(0);
  });

  it("cancels the call of the same session only", async () => {
    simulator().configure({ latencyMs: 100 });
    const { url } = await serve();
    const { "mcp-session-id": mine } = (await post(url, hello)).headers;
    const { "mcp-session-id": other } = (await post(url, hello)).headers;
    expect(mine).to.be.a("string").and.not.equal(other);
    const asking = open(`${url}/mcp`, { method: "POST", headers: { ...accept, "mcp-session-id": mine } });
    asking.end(JSON.stringify(calling(7, "import_indicators", importOf(rows(8000)))));
    const response = responseOf(asking);
    await until(() => simulator().indicators().length > 0);
    const cancel = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 7 } };
    for (const headers of [{}, { "mcp-session-id": other }, { "mcp-session-id": mine }])
      expect((await post(url, cancel, headers)).status).to.equal(202);
    const { result } = messageOf(await response) as { result: CallToolResult };
    expect(textsOf(result)[0]).to.match(/^Cancelled: |not sent/);
    expect(simulator().indicators().length).to.be.within(1, 7999);
  });

  it("counts calls as runs, and accepts a cancellation while all runs are active", async () => {
    simulator().configure({ latencyMs: 100 });
    const { url } = await serve({ limits: { runs: 1 } });
    const session = String((await post(url, hello)).headers["mcp-session-id"]);
    const asking = open(`${url}/mcp`, {
      method: "POST",
      headers: { ...accept, "mcp-session-id": session },
    });
    asking.end(JSON.stringify(calling(1, "import_indicators", importOf(rows(8000)))));
    const response = responseOf(asking);
    await until(() => simulator().indicators().length > 0);
    const second = await post(url, calling(2, "get_indicators", {}));
    expect([second.status, second.json?.["code"]]).to.deep.equal([429, "Busy"]);
    const cancel = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1 } };
    expect((await post(url, cancel, { "mcp-session-id": session })).status).to.equal(202);
    await response;
    expect((await post(url, calling(3, "get_indicators", {}))).status).to.equal(200);
  });

  it("ends active calls with their rows if the service is stopped", async () => {
    simulator().configure({ latencyMs: 100 });
    const service = await serve();
    const asking = open(`${service.url}/mcp`, { method: "POST", headers: accept });
    asking.end(JSON.stringify(calling(1, "import_indicators", importOf(rows(8000)))));
    const response = responseOf(asking);
    await until(() => simulator().indicators().length > 0);
    await service.stop();
    const { result } = messageOf(await response) as {
      result: { structuredContent: { json_body: { value: { isFailed: boolean }[] } } };
    };
    const { value } = result.structuredContent.json_body;
    expect(value).to.have.length(8000);
    expect(value.filter(({ isFailed }) => !isFailed)).to.have.length(simulator().indicators().length);
  });

  it("requires a profile in every tool if there are several, and connects with the named one", async () => {
    const { url } = await serve({ profiles: { first: simulator().asset(), second: { client_id: "c" } } });
    for (const { name, inputSchema } of toolsOf(await post(url, listing))) {
      expect(inputSchema.required, name).to.include("profile");
      expect(inputSchema.properties["profile"]?.["enum"], name).to.deep.equal(["first", "second"]);
    }
    const { client } = await clientOnService(url);
    const call = async (given: object): Promise<CallToolResult> =>
      (await client.callTool({
        name: "import_indicators",
        arguments: { ...importOf([row(1)]), ...given },
      })) as CallToolResult;
    for (const [given, message] of [
      [{}, /^InvalidOption: No profile is named\./],
      [{ profile: "third" }, /^InvalidOption: There is no profile "third"\.[^]*first, second/],
      [{ profile: 1 }, /^InvalidOption: There is no profile "1"\./],
    ] as const) {
      const result = await call(given);
      expect([result.isError, textsOf(result)[0]?.match(message)?.length]).to.deep.equal([true, 1]);
    }
    expect(simulator().requests()).to.deep.equal([]);
    expect((await call({ profile: "first" })).isError).to.equal(undefined);
    expect(simulator().indicators()).to.have.length(1);
    expect((await call({ profile: "second" })).isError).to.equal(true);
    await client.close();
  });

  it("rejects a profile if there is nothing to choose", async () => {
    const { url } = await serve();
    const { client } = await clientOnService(url);
    const given = { ...importOf([row(1)]), profile: "default" };
    const result = (await client.callTool({ name: "import_indicators", arguments: given })) as CallToolResult;
    await client.close();
    expect([result.isError, simulator().requests()]).to.deep.equal([true, []]);
    expect(textsOf(result)[0]).to.include("profile");
  });
});
