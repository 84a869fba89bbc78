// Runs our node in a real n8n against the simulator: `npm run test:n8n`. Prints the steps; exits with 1 on a failure.
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { JsonObject } from "../../connector/contract/types.js";
import { type Simulator, startSimulator } from "../../simulator/index.js";
import { key } from "../platforms/http/service.js";
import { rows } from "../support/rows.js";
import { startServer } from "../support/server.js";
import { installN8n, installPackages, temporaryFolder } from "./install.js";
import { startPostgres } from "./postgres.js";
import { type Ended, endProcess, freePort, runToEnd, startUntil, Undone } from "./processes.js";
import { Editor } from "./server.js";
import { bodyOf, serveSettings, startServing } from "./serving.js";
import {
  credentialOf,
  type Item,
  itemsOf,
  type NodeSetting,
  nodeType,
  type RunData,
  serveCredentialOf,
  serveNodeType,
  workflowOf,
} from "./workflows.js";

const emit = (line: string): void => void process.stdout.write(`${line}\n`);

/** A simulator, a feed, and an n8n with our package. */
interface Stage {
  readonly simulator: Simulator;
  /** Returns the address of a list of rows. */
  readonly feed: (name: "good" | "mixed" | "one") => string;
  readonly n8n: (...args: string[]) => Promise<Ended>;
  /** Starts the server. */
  readonly serve: () => Promise<Editor>;
  readonly folder: string;
  /** Address of the HTTP service. */
  readonly service: string;
}

async function setUp(undone: Undone): Promise<Stage> {
  const { command, versions } = await installN8n(undone, emit);
  const postgres = await startPostgres(undone);
  emit(`n8n ${versions.n8n} on Node ${versions.node} with PostgreSQL ${postgres.version}`);
  const simulator = await startSimulator();
  undone.later(() => simulator.close());
  const feeds: Record<string, unknown> = { good: rows(1234), mixed: mixedRows(), one: [{}] };
  const server = await startServer(({ path }, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(feeds[path.slice(1)]));
  });
  undone.later(() => server.close());
  const service = await startServing(simulator, undone);
  const folder = temporaryFolder("n8n-home-", undone);
  await installPackages(folder, undone, emit);
  const env = {
    PATH: process.env["PATH"],
    HOME: folder,
    N8N_USER_FOLDER: folder,
    N8N_LISTEN_ADDRESS: "127.0.0.1",
    N8N_PORT: String(await freePort()),
    N8N_ENCRYPTION_KEY: randomBytes(24).toString("hex"),
    N8N_DIAGNOSTICS_ENABLED: "false",
    N8N_VERSION_NOTIFICATIONS_ENABLED: "false",
    ...postgres.env,
  };
  const [node, program] = command;
  const n8n = async (...args: string[]) => {
    // Another program can take a free port, so each process gets a new one.
    const broker = { N8N_RUNNERS_BROKER_PORT: String(await freePort()) };
    const ended = await runToEnd(node, [program, ...args], { cwd: folder, env: { ...env, ...broker } });
    emit(
      `$ n8n ${args.map((arg) => arg.replace(`${folder}/`, "")).join(" ")}   exit ${ended.code}, ${ended.seconds.toFixed(1)} s`,
    );
    expect(ended.stdout + ended.stderr, "the output contains the secret").not.to.include(
      simulator.app.client_secret,
    );
    return ended;
  };
  const serve = async () => {
    const serving = await startUntil(/Editor is now accessible/, node, [program, "start"], {
      cwd: folder,
      env,
    });
    undone.later(() => endProcess(serving, "SIGTERM"));
    emit("$ n8n start");
    return new Editor(`http://127.0.0.1:${env.N8N_PORT}`);
  };
  return { simulator, feed: (name) => `${server.url}/${name}`, n8n, serve, folder, service };
}

/** Returns ten rows, including two invalid ones. */
function mixedRows(): JsonObject[] {
  const bad = { indicatorType: "IpAddress", indicatorValue: "192.0.2.0/24" };
  return rows(10).map((one, index) => (index === 3 || index === 7 ? { ...one, ...bad } : one));
}

const importing = { operation: "import_indicators" };

function settings({ feed }: Stage): NodeSetting[] {
  const mixed = { feed: feed("mixed"), parameters: importing };
  return [
    { id: "import", feed: feed("good"), parameters: importing },
    {
      id: "list",
      feed: feed("one"),
      parameters: { operation: "get_indicators", input: '{"all_pages": true}' },
    },
    { id: "stop", ...mixed },
    { id: "goOn", ...mixed, onError: "continueRegularOutput" },
    { id: "errorOutput", ...mixed, onError: "continueErrorOutput" },
    { id: "allRows", ...mixed, parameters: { ...importing, options: { whenRowsFail: "output" } } },
    { id: "rejected", ...mixed, credential: "wrong" },
    ...serveSettings(feed("one"), mixedRows()),
  ];
}

/** Imports credentials and workflows with n8n's own commands. */
async function importAll(stage: Stage): Promise<void> {
  const { simulator, n8n, folder, service } = stage;
  const files = {
    "credentials.json": [
      credentialOf("sound", simulator.asset()),
      credentialOf("wrong", simulator.asset({ client_secret: "another" })),
      serveCredentialOf("service", service, key),
      serveCredentialOf("wrongKey", service, "another"),
    ],
    "workflows.json": settings(stage).map(workflowOf),
  };
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), JSON.stringify(content), { mode: 0o600 });
  for (const what of ["credentials", "workflows"]) {
    const command = what === "credentials" ? "import:credentials" : "import:workflow";
    const { code, stderr } = await n8n(command, `--input=${join(folder, `${what}.json`)}`);
    expect(code, stderr).to.equal(0);
  }
}

async function execute({ n8n }: Stage, id: string, exitCode: number): Promise<RunData> {
  const { code, stdout, stderr } = await n8n("execute", "--id", id, "--rawOutput");
  expect(code, stdout + stderr).to.equal(exitCode);
  const start = stdout.search(/^\{/m);
  return JSON.parse(stdout.slice(start, stdout.lastIndexOf("}") + 1)) as RunData;
}

const failedFlags = (items: readonly Item[]) => items.map(({ json }) => json["isFailed"]);

async function imports(stage: Stage): Promise<void> {
  const { simulator } = stage;
  const left = itemsOf(await execute(stage, "import", 0), "Defender");
  const sent = rows(1234);
  expect(left.map(({ json }) => json["indicator"])).to.eql(sent.map((one) => one["indicatorValue"]));
  expect(left.map(({ pairedItem }) => pairedItem?.item)).to.eql(sent.map((_one, index) => index));
  expect(left.every(({ json }) => json["isFailed"] === false)).to.equal(true);
  const calls = simulator.requests().map((request) => request.rows ?? 0);
  expect(calls).to.have.members([500, 500, 234]);
  expect(simulator.indicators()).to.have.length(1234);
  emit(
    `  ${left.length} items out, in order and paired; ${calls.length} calls of ${calls.join(", ")} rows; ${simulator.indicators().length} indicators at the service`,
  );
  emit(`  ${JSON.stringify(left[0])}`);
  const listed = itemsOf(await execute(stage, "list", 0), "Defender");
  expect(new Set(listed.map(({ json }) => json["indicatorValue"])).size).to.equal(1234);
  emit(`  ${listed.length} items, one for each indicator of the list`);
}

async function fails(stage: Stage): Promise<void> {
  const { error } = (await execute(stage, "stop", 1)).data.resultData;
  expect(error?.message).to.match(/^2 of 10 items failed\. The first is item 3: InvalidIndicator: /);
  expect(error?.context?.itemIndex).to.equal(3);
  emit(`  ${error?.message}`);
  const rejected = (await execute(stage, "rejected", 1)).data.resultData.error;
  expect(rejected?.message).to.match(/^InvalidCredentials: /);
  emit(`  ${rejected?.message}\n  ${rejected?.description}`);
}

async function goesOn(stage: Stage): Promise<void> {
  const all = itemsOf(await execute(stage, "goOn", 0), "Done");
  const isBad = all.map((_one, index) => index === 3 || index === 7);
  expect(failedFlags(all)).to.eql(isBad);
  expect(all.map(({ json }) => "error" in json)).to.eql(isBad);
  emit(`  ${JSON.stringify(all[3]?.json)}`);
  const branched = await execute(stage, "errorOutput", 0);
  const [done, failed] = [itemsOf(branched, "Done"), itemsOf(branched, "Failed")];
  expect(failedFlags(done)).to.eql(Array(8).fill(false));
  expect(failed.map(({ json }) => json["title"])).to.eql(["Row 3", "Row 7"]);
  for (const { json } of failed) expect(json["error"]).to.match(/^InvalidIndicator: /);
  emit(`  ${done.length} items by the first output, ${failed.length} by the error output`);
  const rowsOut = itemsOf(await execute(stage, "allRows", 0), "Done");
  expect(failedFlags(rowsOut)).to.eql(isBad);
  expect(rowsOut.some(({ json }) => "error" in json)).to.equal(false);
  emit(`  ${rowsOut.length} items, ${rowsOut.filter(({ json }) => json["isFailed"]).length} with isFailed`);
}

/** Runs the node that calls the HTTP service. */
async function serves(stage: Stage): Promise<void> {
  const [imported, listed] = [
    bodyOf(await execute(stage, "serveImport", 0)),
    bodyOf(await execute(stage, "serveList", 0)),
  ];
  const isBad = imported.value.map((_one, index) => index === 3 || index === 7);
  expect(imported.value.map(({ isFailed }) => isFailed)).to.eql(isBad);
  expect(listed.value.map(({ indicatorValue }) => indicatorValue)).to.eql(["host-0.example"]);
  const { error } = (await execute(stage, "serveRejected", 1)).data.resultData;
  expect(error?.message).to.be.a("string").and.not.include(key);
  emit(`  ${isBad.length} results in one item; 1 indicator of a list; wrong key: ${error?.message}`);
}

/** Checks what users see in the editor. */
async function editor({ serve, simulator, service }: Stage): Promise<void> {
  const open = await serve();
  await open.setUp();
  const types = await open.types("nodes", /defenderIndicators/);
  const named = [nodeType, `${nodeType}Tool`, serveNodeType, `${serveNodeType}Tool`];
  expect(types.map(({ name }) => name)).to.have.members(named);
  for (const { iconUrl } of [...types, ...(await open.types("credentials", /defenderIndicators/))])
    expect(await open.icon(String(iconUrl))).to.match(/^<svg /);
  emit(`  node types ${types.map(({ name }) => name).join(", ")}, with their icons`);
  for (const [client_secret, status] of [
    [simulator.app.client_secret, "OK"],
    ["another", "Error"],
  ] as const) {
    const tested = await open.testCredential(credentialOf("sound", simulator.asset({ client_secret })));
    expect(tested["status"], String(tested["message"])).to.equal(status);
    emit(`  test of the credential: ${status}, ${String(tested["message"])}`);
  }
  for (const [given, status] of [
    [key, "OK"],
    ["another", "Error"],
  ] as const) {
    const tested = await open.testCredential(serveCredentialOf("service", service, given));
    expect(tested["status"], String(tested["message"])).to.equal(status);
    emit(`  test of the key of the service: ${status}, ${String(tested["message"])}`);
  }
}

const undone = new Undone();
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => void undone.all().finally(() => process.exit(1)));
try {
  const stage = await setUp(undone);
  await importAll(stage);
  await imports(stage);
  await fails(stage);
  await goesOn(stage);
  await serves(stage);
  await editor(stage);
  emit("All checks passed.");
} catch (error) {
  emit((error as Error).stack ?? String(error));
  process.exitCode = 1;
} finally {
  await undone.all();
}
