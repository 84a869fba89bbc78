// The integration for Cortex XSOAR: its script runs in a bare engine and calls a real service.
import { expect } from "chai";
import { parseSync } from "oxc-parser";
import { createConnector, type JsonObject } from "../../../connector/index.js";
import { served } from "../../scenarios/conformance/served.js";
import { row, rows } from "../../support/rows.js";
import { startServer } from "../../support/server.js";
import { key } from "../http/service.js";
import { badRow, canary, stranger, useSimulator } from "../shared/process.js";
import { type Entry, type Integration, integration, runScript, type ScriptEnd } from "./xsoar.js";

const prefix = "defender-indicators-";

/** Syntax of later versions of the language, by type of node. */
const later =
  /^(?:Arrow|Template|Tagged|Class|Spread|Rest|ObjectPattern|ArrayPattern|AssignmentPattern|ForOf|Yield|Await|Chain|Import|MetaProperty)/;

/** Returns the parts of a program that ECMAScript 5 does not have. */
function laterParts(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  const { type, kind, shorthand, computed, method, param, operator, regex } = node as Record<string, unknown>;
  const found =
    (typeof type === "string" && later.test(type)) ||
    (type === "VariableDeclaration" && kind !== "var") ||
    (type === "Property" && (shorthand === true || computed === true || method === true)) ||
    (type === "CatchClause" && param === null) ||
    ["**", "??"].includes(String(operator)) ||
    /[^gim]/.test((regex as { flags?: string } | undefined)?.flags ?? "");
  return [...(found ? [String(type)] : []), ...Object.values(node).flatMap(laterParts)];
}

describe("the integration for Cortex XSOAR", () => {
  const simulator = useSimulator();
  let made: Integration;
  before(async () => {
    made = await integration();
  });

  interface Changes {
    readonly asset?: object;
    readonly params?: object;
  }
  /** Runs a command of the script against a service. */
  const run = (
    command: string,
    args: object = {},
    { asset = {}, params = {} }: Changes = {},
  ): Promise<ScriptEnd> =>
    served({ ...simulator().asset(), ...asset }, (url) =>
      runScript({
        script: made.script.script,
        command: command === "test-module" ? command : prefix + command,
        args,
        params: { url, credentials: { password: key }, ...params },
      }),
    );
  const entryOf = ({ result, thrown }: ScriptEnd): Entry => {
    expect(thrown).to.equal(undefined);
    return result as Entry;
  };

  it("uses only ECMAScript 5", () => {
    const { program, errors } = parseSync("a.js", `(function () { ${made.script.script} })`);
    expect(errors).to.deep.equal([]);
    expect(laterParts(program)).to.deep.equal([]);
    expect(laterParts(parseSync("a.js", "var a = () => 1").program)).to.deep.equal([
      "ArrowFunctionExpression",
    ]);
  });

  it("has a command with different arguments for each action", async () => {
    const connector = await createConnector();
    const actions = connector.actions();
    expect(made.script.commands.map(({ name }) => name)).to.deep.equal(
      actions.map(({ name }) => prefix + name.replaceAll("_", "-")),
    );
    for (const [index, { name, effect, deprecated }] of actions.entries()) {
      const command = made.script.commands[index];
      const names = command?.arguments.map((argument) => argument.name) ?? [];
      expect(new Set(names).size, name).to.equal(names.length);
      expect(names, name).to.include.members(Object.keys(connector.describe(name).options));
      expect(names.filter((argument) => !/^[A-Za-z]\w*$/.test(argument))).to.deep.equal([]);
      expect([command?.execution ?? false, command?.deprecated ?? false]).to.deep.equal([
        effect === "destructive",
        deprecated !== undefined,
      ]);
    }
  });

  it("imports rows, and returns the output with a readable table", async () => {
    const entry = entryOf(await run("import-indicators", { Indicators: JSON.stringify([row(1), badRow]) }));
    const output = entry.Contents as JsonObject;
    expect(entry).to.include({ Type: 1, ContentsFormat: "json" });
    expect(entry.EntryContext).to.deep.equal({ "DefenderIndicators.ImportIndicators": output });
    expect(output["status_code"]).to.equal(200);
    expect(simulator().indicators()).to.have.length(1);
    const lines = entry.HumanReadable?.split("\n") ?? [];
    expect(lines[0]).to.equal("### Import Indicators");
    expect(lines).to.include("1 of 2 rows failed.");
    expect(lines).to.include("| id | indicator | isFailed | failureReason |");
    expect(lines).to.include("| 1 | host\\-1\\.example | false |  |");
  });

  it("shows hostile values as text, and the first 50 rows", async () => {
    const evil = "|`[x](https://bad.example)<img>\n| \u202Eb\u{E0041}";
    const many = [row(0, { indicatorValue: evil, indicatorType: "DomainName" }), ...rows(80)];
    const entry = entryOf(await run("import-indicators", { Indicators: many }));
    const table = entry.HumanReadable?.split("\n").filter((line) => line.startsWith("| ")) ?? [];
    expect(table).to.have.length(52);
    expect(table.filter((line) => line.replaceAll(/\\./g, "").split("|").length !== 6)).to.deep.equal([]);
    expect(entry.HumanReadable).to.include("31 more are in the context.");
    expect(entry.HumanReadable).not.to.match(/[^\\][`<[]|[\u202e\ud800-\udfff]/i);
  });

  it("builds the input from flat arguments, and the query from options and the profile", async () => {
    await run("import-indicators", { Indicators: rows(3) });
    const listed = await run(
      "get-indicators",
      { filter: "indicatorType eq 'DomainName'", top: "2", count: "true", deadline_ms: "60000" },
      { params: { profile: "default" } },
    );
    const [{ url, request } = { url: "", request: { Body: "" } }] = listed.requests;
    expect(new URL(url).search).to.match(/^\?deadline_ms=60000&profile=default$/);
    expect(JSON.parse(request.Body)).to.deep.equal({
      parameters: { $filter: "indicatorType eq 'DomainName'", $top: 2, $count: true },
    });
    const body = (entryOf(listed).Contents as { json_body: { value: unknown[] } }).json_body;
    expect(body.value).to.have.length(2);
    expect(entryOf(listed).HumanReadable).to.match(/\| host\\-0\\\.example \|/);
  });

  it("sends each option that is an argument, and none in the input", async () => {
    const options = {
      validation: "off",
      normalize: "true",
      benign_values: "allow",
      preflight: "true",
      overflow: "severity",
      resume: "list",
      deadline_ms: "3600000",
    };
    const { options: declared } = (await createConnector()).describe("import_indicators");
    expect(["dry_run", ...Object.keys(options)]).to.have.members(Object.keys(declared));
    for (const sent of [options, { dry_run: "true", validation: "report" }]) {
      simulator().reset();
      const end = await run("import-indicators", { Indicators: rows(1), ...sent });
      const [{ url, request } = { url: "", request: { Body: "" } }] = end.requests;
      expect(Object.fromEntries(new URL(url).searchParams)).to.deep.equal(sent);
      expect(JSON.parse(request.Body)).to.deep.equal({ json_body: { Indicators: rows(1) } });
      expect((entryOf(end).Contents as JsonObject)["status_code"]).to.equal(200);
      expect(simulator().indicators()).to.have.length("dry_run" in sent ? 0 : 1);
    }
  });

  it("sends a benign value by default, and sends or rejects it for each value of benign_values", async () => {
    const given = [row(1, { indicatorType: "IpAddress", indicatorValue: "8.8.8.8" })];
    for (const [options, count, failed] of [
      [{}, 1, "0 of 1 rows failed."],
      [{ benign_values: "warn" }, 1, "0 of 1 rows failed."],
      [{ benign_values: "reject" }, 0, "1 of 1 rows failed."],
      [{ benign_values: "allow" }, 1, "0 of 1 rows failed."],
    ] as const) {
      simulator().reset();
      const entry = entryOf(await run("import-indicators", { Indicators: given, ...options }));
      expect(simulator().indicators()).to.have.length(count);
      expect(entry.HumanReadable).to.include(failed);
    }
  });

  it("submits one indicator from its fields", async () => {
    const given = row(7, { rbacGroupNames: "First, Second", generateAlert: "true" });
    const entry = entryOf(await run("submit-indicator", given));
    expect((entry.Contents as JsonObject)["status_code"]).to.equal(200);
    expect(simulator().indicators()[0]).to.deep.include({
      rbacGroupNames: ["First", "Second"],
      generateAlert: true,
    });
    expect(entry.HumanReadable).to.include("| indicatorValue | host\\-7\\.example |");
  });

  it("rejects an argument that is not JSON before anything is sent", async () => {
    const { thrown, requests } = await run("import-indicators", { Indicators: "[{" });
    expect(thrown).to.equal("The argument Indicators is not JSON. Correct it; nothing was sent.");
    expect(requests).to.deep.equal([]);
  });

  it("throws the error of the service, with its hint", async () => {
    const { thrown } = await run("get-indicators", { top: "many" });
    expect(thrown).to.match(/^InvalidInput: parameters\.\$top .+ [A-Z].+\.$/);
  });

  it("says that the key is wrong or missing, and repeats no key", async () => {
    const wrong = await run("get-indicators", {}, { params: { credentials: { password: "not-the-key" } } });
    expect(wrong.thrown).to.match(/^Unauthorized: /);
    expect(wrong.thrown).not.to.include("not-the-key");
    const missing = await run("get-indicators", {}, { params: { credentials: {} } });
    expect([missing.thrown, missing.requests.length]).to.deep.equal([
      "The key of the service is missing. Set it in the instance.",
      0,
    ]);
  });

  it("returns results that are known together with the error", async () => {
    const asset = { client_id: stranger.client_id };
    const end = await run("import-indicators", { Indicators: [row(1)] }, { asset });
    const [results, error] = end.result as Entry[];
    expect(results?.HumanReadable).to.include("1 of 1 rows failed.");
    expect(error).to.include({ Type: 4, ContentsFormat: "text" });
    expect(error?.Contents).to.match(/^MissingPermission: /);
    expect(JSON.stringify(end)).not.to.include(canary);
  });

  it("tests the connection of the service to the tenant", async () => {
    expect((await run("test-module")).result).to.equal("ok");
    const wrong = await run("test-module", {}, { asset: { client_secret: "another" } });
    expect(wrong.thrown).to.match(/^InvalidCredentials: /);
  });

  it("reports an address that is not that of the service", async () => {
    const other = await startServer((_request, response) => void response.writeHead(200).end("<html>"));
    const { thrown } = await run("get-indicators", {}, { params: { url: `${other.url}/` } });
    expect(thrown).to.match(/^The service responded with status 200, and not with JSON of this connector\./);
    await other.close();
    const noUrl = await run("get-indicators", {}, { params: { url: "bad.example" } });
    expect([noUrl.thrown, noUrl.requests.length]).to.deep.equal([
      "The address of the service must begin with https:// or http://.",
      0,
    ]);
  });
});
