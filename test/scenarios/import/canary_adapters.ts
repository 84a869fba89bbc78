/** Every way to call the connector, in this process: each one returns all its output as text. */
import { linesTo } from "../../support/lines_to.js";
import { jsonLog } from "../../../platforms/shared/log/json_log.js";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { inspect } from "node:util";
import {
  createConnector,
  type JsonObject,
  load,
  packageRoot,
  type RunEvent,
} from "../../../connector/index.js";
import { runProgram } from "../../../platforms/cli/program.js";
import { Profiles } from "../../../platforms/http/profiles.js";
import { readAssets } from "../../../platforms/http/read_profiles.js";
import { readSmallFile } from "../../../platforms/shared/config/small_file.js";
import { defaultLimits } from "../../../platforms/http/limits.js";
import { rejectionOf } from "../../../platforms/http/http_errors.js";
import { startService } from "../../../platforms/http/service.js";
import { offeredTools } from "../../../platforms/mcp/tools.js";
import { testCredential } from "../../../platforms/n8n/connection_test.js";
import type { Io } from "../../../platforms/shared/io.js";
import { ask, settingsOf, until } from "../../platforms/http/service.js";
import { clientOnService, pairOn } from "../../platforms/mcp/client.js";
import { parts, runNode } from "../../platforms/n8n/context.js";
import { FakeRed } from "../../platforms/node-red/node_red.js";
import { fieldTexts } from "../../support/field_texts.js";
import { importOf, rows } from "../../support/rows.js";

/** One asset, as a user passes it. */
export interface CanaryAsset {
  readonly asset: JsonObject;
  /** Kind of the asset, as forms name it. */
  readonly kind: string;
  /** Names of the fields that forms store as secrets. */
  readonly secrets: readonly string[];
  /** Folder for this asset only. */
  readonly folder: string;
}

/** Runs an import, a connection test, calls of services without a login, and whatever else the adapter offers. */
export type CanaryAdapter = (given: CanaryAsset) => Promise<string>;

const { schemas } = load(packageRoot());
const input = importOf(rows(2));
const ofTaxii = { path_parameters: { api_root: "/api1/", collection_id: "c" } };

/** Formats a value as it may appear in a log. */
export function textOf(...things: unknown[]): string {
  return things
    .flatMap((thing) => [
      typeof thing === "string" ? thing : (JSON.stringify(thing) ?? ""),
      inspect(thing, { depth: 10, showHidden: true, maxStringLength: null, maxArrayLength: null }),
      String((thing as Error | undefined)?.message),
    ])
    .join("\n");
}

const caught = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

/** Reads the files in the folder, except those that the test has put there. */
function written(folder: string): string {
  const names = readdirSync(folder).filter((name) => name.endsWith(".journal") || name.endsWith(".out"));
  return names.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
}

const library: CanaryAdapter = async ({ asset, folder }) => {
  const connector = await createConnector({ env: {} });
  const events: RunEvent[] = [];
  const options = { asset, onEvent: (event: RunEvent) => void events.push(event) };
  const out = [
    await caught(connector.run("import_indicators", input, options)),
    await caught(
      connector.run("import_indicators", input, { ...options, journal: join(folder, "l.journal") }),
    ),
    await caught(connector.run("get_indicators", {}, options)),
    await caught(connector.run("get_taxii_collections", {}, options)),
    await caught(connector.run("search_misp_attributes", {}, options)),
    await caught(connector.plan("search_misp_attributes", {}, { asset })),
    await caught(connector.plan("import_indicators", input, { asset })),
    await caught(connector.testConnection({ asset })),
    await caught((async () => connector.checkAsset(asset))()),
  ];
  return textOf(...out, events, connector) + written(folder);
};

/** Streams of a process that record their text. */
function memoryIo(stdin: string, env: Record<string, string>): { io: Io; out: () => string } {
  const pieces: string[] = [];
  const stream = (): Writable =>
    new Writable({
      write(piece, _encoding, done) {
        pieces.push(String(piece));
        done();
      },
    });
  const io = { stdin: Readable.from([stdin]), stdout: stream(), stderr: stream(), env };
  return { io, out: () => pieces.join("") };
}

/** Returns what the command line writes for these arguments. */
export async function program(
  args: readonly string[],
  stdin = "",
  env: Record<string, string> = {},
): Promise<string> {
  const { io, out } = memoryIo(stdin, env);
  await runProgram(args, io);
  return out();
}

const commandLine: CanaryAdapter = async ({ asset, folder }) => {
  const file = join(folder, "asset.json");
  writeFileSync(file, JSON.stringify(asset), { mode: 0o600 });
  const run = ["run", "import_indicators"];
  const journal = join(folder, "c.journal");
  const texts = Object.entries(fieldTexts(asset)).filter(([, text]) => !text.includes("\0"));
  const variables = Object.fromEntries(
    texts.map(([field, text]) => [`DEFENDER_${field.toUpperCase()}`, text]),
  );
  const out = [
    await program(
      [...run, "--asset", file, "--journal", journal, "--output", join(folder, "c.out")],
      JSON.stringify(input),
    ),
    await program([...run, "--asset", file, "--dry-run"], JSON.stringify(input)),
    await program(["run", "get_taxii_objects", "--asset", file], JSON.stringify(ofTaxii)),
    await program(run, JSON.stringify(input), variables),
    await program(["test-connection", "--asset", file]),
  ];
  return out.join("\n") + written(folder);
};

const turbine: CanaryAdapter = ({ asset }) =>
  program(["turbine", "import_indicators"], JSON.stringify({ ...asset, ...input }));

const http: CanaryAdapter = async ({ asset, folder }) => {
  const connector = await createConnector({ env: {} });
  const file = join(folder, "asset.json");
  writeFileSync(file, JSON.stringify(asset), { mode: 0o644 });
  const log: string[] = [];
  const warn = (code: string, message: string): void => void log.push(`${code} ${message}`);
  const { io } = memoryIo("", {});
  const start = await caught(
    readAssets([`mine=${file}`], { connector, env: io.env, read: readSmallFile, warn }),
  );
  const settings = settingsOf({ mine: asset });
  const limits = { ...defaultLimits, graceMs: 200 };
  const tools = offeredTools(connector, schemas, { allowDestructive: false, tools: undefined });
  const own = { connector, ...tools };
  const service = await startService(
    {
      ...own,
      settings,
      limits,
      document: {},
      log: jsonLog(
        linesTo((line) => log.push(line)),
        "debug",
      ),
      now: Date.now,
    },
    { host: "127.0.0.1", port: 0 },
  );
  const import_ = `${service.url}/actions/import_indicators`;
  const lines = rows(2).map((row) => `${JSON.stringify(row)}\n`);
  const responses = [
    await ask(import_, { method: "POST", body: input }),
    await ask(import_, {
      method: "POST",
      body: lines.join(""),
      headers: { "content-type": "application/x-ndjson" },
    }),
    await ask(`${service.url}/actions/test_connection`, { method: "POST", body: {} }),
    await ask(`${service.url}/actions/get_taxii_objects`, { method: "POST", body: ofTaxii }),
    await ask(`${service.url}/profiles`),
    await jobOf(import_, service.url),
    await overMcp(service.url),
  ];
  await service.stop();
  const startText = start instanceof Profiles ? "" : textOf(start, rejectionOf(start));
  return (
    startText + textOf(...responses.map(({ text, headers, trailers }) => ({ text, headers, trailers })), log)
  );
};

async function jobOf(url: string, base: string): ReturnType<typeof ask> {
  const begun = await ask(`${url}/jobs`, { method: "POST", body: input });
  const job = new URL(String(begun.headers.location), base).href;
  await until(async () => (await ask(job)).json?.["result"] !== undefined);
  const all = [await ask(job), await ask(`${job}/result`)];
  return { ...begun, text: [begun, ...all].map(({ text }) => text).join("\n") };
}

const mcp: CanaryAdapter = async ({ asset }) => {
  const { client, events: line } = await pairOn(asset);
  const calls = await callsOf(client);
  await client.close();
  return textOf(...calls, await line);
};

/** The service over MCP, as far as it differs from the other adapter of the service. */
async function overMcp(url: string): Promise<{ text: string; headers: object; trailers: object }> {
  const { client } = await clientOnService(url);
  const text = textOf(...(await callsOf(client)));
  await client.close();
  return { text, headers: {}, trailers: {} };
}

async function callsOf(client: Awaited<ReturnType<typeof pairOn>>["client"]): Promise<unknown[]> {
  return [
    await caught(client.callTool({ name: "import_indicators", arguments: { ...input } })),
    await caught(client.callTool({ name: "test_connection", arguments: {} })),
    await caught(client.callTool({ name: "get_taxii_objects", arguments: { ...ofTaxii } })),
  ];
}

const n8n: CanaryAdapter = async ({ asset, kind }) => {
  const credential = { authentication: kind, ...asset };
  const parameters = { operation: "import_indicators", mode: "json", input: JSON.stringify(input) };
  const connector = await createConnector({ env: {} });
  const nodeParts = { ...parts, connector: () => Promise.resolve(connector) };
  const out = [];
  for (const onError of ["stopWorkflow", "continueRegularOutput"] as const)
    out.push(await caught(runNode({ items: [{}], parameters, credential, onError }, nodeParts)));
  out.push(await caught(testCredential(credential, connector, parts.declarations)));
  // A credential that n8n copies to the error is n8n's concern, if the node's own text contains none.
  return textOf(...out);
};

const nodeRed: CanaryAdapter = async ({ asset, kind, secrets }) => {
  const RED = new FakeRed();
  const texts = Object.entries(fieldTexts(asset));
  const secret = Object.fromEntries(texts.filter(([field]) => secrets.includes(field)));
  const open = Object.fromEntries(texts.filter(([field]) => !secrets.includes(field)));
  const node = RED.make("defender-indicators-asset", { source: kind, fields: open }, secret);
  const action = RED.make("defender-indicators", { action: "import_indicators", asset: node.id });
  const { sent, error } = await action.receive({ payload: rows(2) });
  const said = [node, action].map(({ logs, warnings, errors, statuses }) => ({
    logs,
    warnings,
    errors,
    statuses,
  }));
  await action.close();
  return textOf(sent?.payload, error, error?.cause, said);
};

/** By name. */
export const canaryAdapters: Readonly<Record<string, CanaryAdapter>> = {
  "the library": library,
  "the command line": commandLine,
  Turbine: turbine,
  "the HTTP service": http,
  "an MCP client": mcp,
  n8n,
  "Node-RED": nodeRed,
};
