// Builds the folder of the GitHub Action, and runs it with GitHub's tool for local actions, installed from the registry.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { parse } from "yaml";
import { createConnector } from "../../../connector/index.js";
import { bundleAction } from "../../../tools/bundle_action.js";
import { row } from "../../support/rows.js";
import { badRow, canary, environment, input, useSimulator } from "../shared/process.js";
import { inputVariables, stepFiles } from "./runner.js";

const tool = "@github/local-action@7.0.1";
const run = promisify(execFile);

interface Metadata {
  readonly runs: { readonly using: string; readonly main: string };
  readonly inputs: Record<string, object>;
  readonly outputs: Record<string, object>;
}

describe("slow: the folder of the GitHub Action", () => {
  const simulator = useSimulator();
  let folder = "";
  let action = "";
  let metadata: Metadata;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "github-action-"));
    action = join(folder, "action");
    await bundleAction(action);
    metadata = parse(readFileSync(join(action, "action.yml"), "utf8")) as Metadata;
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const inputs = () => ({
    ...(simulator().asset() as Record<string, string>),
    action: "import_indicators",
    json_body: JSON.stringify((input(row(1), badRow) as { json_body: object }).json_body),
  });

  it("declares an input for each option and for each part of an input", async () => {
    const connector = await createConnector();
    const parts = connector
      .actions()
      .flatMap(({ name }) => Object.keys(connector.describe(name).input["properties"] ?? {}));
    expect(metadata.inputs).to.include.keys(...Object.keys(connector.options()), ...parts, "client_secret");
    expect(metadata.runs.using).to.equal("node24");
  });

  it("runs without installed packages, and sets only declared outputs", async () => {
    const files = stepFiles(folder);
    const env = { ...environment(), ...files.env, ...inputVariables(inputs()) };
    const { stdout } = await run(process.execPath, [join(action, metadata.runs.main)], { env, cwd: folder });
    expect(stdout).to.match(/^::notice title=Import Indicators::200 OK/m);
    expect(metadata.outputs).to.have.all.keys(...Object.keys(files.outputs()));
  });

  it("runs in GitHub's tool for local actions", async () => {
    const place = join(folder, "tool");
    mkdirSync(place);
    writeFileSync(join(place, "package.json"), '{"private":true}');
    const flags = ["--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
    await run("npm", ["install", ...flags, tool], { cwd: place });
    const files = stepFiles(folder);
    const variables = Object.entries({ ...files.env, ...inputVariables(inputs()) });
    const dotenv = join(folder, "step.env");
    writeFileSync(dotenv, variables.map(([name, value]) => `${name}='${value}'\n`).join(""), { mode: 0o600 });
    const program = join(place, "node_modules/@github/local-action/bin/local-action.js");
    const args = [program, "run", action, metadata.runs.main, dotenv];
    // The tool looks for its own packages in the working directory.
    const { stdout } = await run(process.execPath, args, { env: environment(), cwd: place });
    expect(stdout).to.match(/^::warning title=Import Indicators%3A row 2::InvalidIndicator/m);
    expect(stdout.replaceAll(/^::add-mask::.*$/gm, "")).not.to.include(canary);
    expect(files.outputs()).to.include({ rows: "2", succeeded: "1", failed: "1", error_code: "" });
    expect(files.summary()).to.include("Import Indicators");
  });
});
