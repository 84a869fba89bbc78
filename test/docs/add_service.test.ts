/** Follows the page "Add a service" to the letter: its files, its commands, and a local server as the service. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { checkAll } from "../../connector/examples/check_examples.js";
import {
  createConnector,
  type JsonObject,
  load,
  packageRoot,
  type Connector,
} from "../../connector/index.js";
import { program } from "../scenarios/import/canary_adapters.js";
import { type Received, responseJson, startServer, type TestServer } from "../support/server.js";
import type { ServerResponse } from "node:http";

const page = readFileSync("docs/develop/add-a-service.md", "utf8");

/** The files of the page by name. */
const files = new Map(
  [...page.matchAll(/^`([\w./]+\.json)`\n\n```json\n([\s\S]*?)^```$/gm)].map(([, name = "", text = ""]) => [
    name,
    text,
  ]),
);
/** The commands of the page, without the name of the program. */
const commands = [...page.matchAll(/^defender-indicators (.+)$/gm)].map(([, line = ""]) => line.split(" "));
/** The output that the page shows. */
const shown = JSON.parse(/```sh\nchmod[\s\S]*?```json\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? "") as JsonObject;

/** The service of the page. */
class Blocklist {
  readonly entries = new Map<string, JsonObject>();

  respond({ method, path, headers, body }: Received, response: ServerResponse): void {
    if (headers["x-api-key"] !== "key-of-the-example")
      return responseJson(response, 401, { error: { code: "Unauthorized", message: "Send a valid key." } });
    const { pathname, searchParams } = new URL(path, "http://blocklist.example");
    if (method === "GET") return this.#list(searchParams, response);
    const { entries = [], values = [] } = JSON.parse(body) as { entries?: JsonObject[]; values?: string[] };
    if (entries.length + values.length > 100)
      return responseJson(response, 400, {
        error: { code: "TooMany", message: "Send at most 100 entries." },
      });
    if (pathname.endsWith("/delete")) {
      for (const value of values) this.entries.delete(value);
      response.writeHead(204).end();
      return undefined;
    }
    for (const entry of entries) this.entries.set(String(entry["value"]), entry);
    const results = entries.map(({ value }) => ({ value, accepted: true, message: null })).toReversed();
    return responseJson(response, 200, { results });
  }

  #list(query: URLSearchParams, response: ServerResponse): void {
    const [number, size] = [Number(query.get("page") ?? 1), Number(query.get("size") ?? 10)];
    const entries = [...this.entries.values()].slice((number - 1) * size, number * size);
    responseJson(response, 200, { entries }, { "x-total-count": String(this.entries.size) });
  }
}

describe("docs: add a service", () => {
  let folder: string;
  let server: TestServer;
  let service: Blocklist;
  const at = (name: string) => join(folder, name);
  const asset = () => JSON.parse(readFileSync(at("asset.json"), "utf8")) as JsonObject;
  /** Runs a command of the page in the folder. */
  const run = (command: readonly string[]) =>
    program(command.map((word) => (/^(?:blocklist|\w+\.json)$/.test(word) ? at(word) : word)));
  const withService = (): Promise<Connector> => createConnector({ env: {}, actionsDir: at("blocklist") });

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "add-service-"));
    service = new Blocklist();
    server = await startServer((request, response) => service.respond(request, response));
    for (const [name, text] of files) {
      mkdirSync(dirname(at(name)), { recursive: true });
      writeFileSync(at(name), text, { mode: 0o600 });
    }
    // The page names a host that does not exist.
    writeFileSync(at("asset.json"), JSON.stringify({ ...asset(), url: server.url }), { mode: 0o600 });
  });
  after(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  it("has files for three actions, and commands that exist", () => {
    expect([...files.keys()].filter((name) => name.startsWith("blocklist/actions/"))).to.have.length(3);
    expect(commands.map(([name]) => name)).to.deep.equal(["check", "run", "run"]);
  });

  it("passes the check, also with its examples", async () => {
    expect(await run(commands[0] ?? [])).to.match(/^\d+ files are valid\.\n$/);
    expect(await checkAll(load(packageRoot(), [at("blocklist")]))).to.deep.equal([]);
  });

  it("runs, with the output that it shows", async () => {
    const output = JSON.parse(
      (await run(commands[1] ?? [])).replace(/^[^{]*/, "").replace(/[^}]*$/, ""),
    ) as JsonObject;
    delete (output["response_headers"] as JsonObject)["date"];
    const { results } = output["json_body"] as { results: JsonObject[] };
    for (const result of results)
      if (typeof result["message"] === "string") result["message"] = result["message"].replace(/: .*/, ": …");
    expect(output).to.deep.equal(shown);
    expect([...service.entries.keys()]).to.deep.equal(["bad.example", "198.51.100.7"]);
  });

  it("sends 250 rows in three calls, lists and removes them", async () => {
    service.entries.clear();
    const connector = await withService();
    const values = Array.from({ length: 250 }, (_, i) => `bad${i}.example`);
    const before = server.requests.length;
    const entries = values.map((value) => ({ value, kind: "domain" }));
    const input = { json_body: { entries } };
    const added = await connector.run("add_blocklist_entries", input, { asset: asset() });
    const { results } = added.json_body as { results: JsonObject[] };
    expect(results.map(({ value }) => value)).to.deep.equal(values);
    expect(results.every(({ accepted }) => accepted === true)).to.equal(true);
    expect(server.requests.length - before).to.equal(3);
    const { json_body: listed } = await connector.run("list_blocklist_entries", {}, { asset: asset() });
    expect(listed).to.deep.equal({ entries, complete: true });
    await connector.run("delete_blocklist_entries", { json_body: { values } }, { asset: asset() });
    expect(service.entries.size).to.equal(0);
    expect(await run(commands[2] ?? [])).to.include('"complete": true');
  });

  it("reports a wrong key as InvalidCredentials, without showing it", async () => {
    const connector = await withService();
    const call = connector.run(
      "list_blocklist_entries",
      {},
      { asset: { ...asset(), key: "wrong-key-of-mine" } },
    );
    const error = (await call.catch((one: unknown) => one)) as Error & { code: string };
    expect(error.code).to.equal("InvalidCredentials");
    expect(JSON.stringify(error)).to.not.include("wrong-key-of-mine");
  });
});
