import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { type ConnectorError, createConnector, load, packageRoot } from "../../connector/index.js";
import { declarationFiles } from "../../connector/declare/load.js";
import { rejection } from "../support/open.js";
import { changed, ranRows } from "../run/stub.js";
import { row } from "../support/rows.js";

describe("declare: load", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "declarations-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (files: Record<string, string>) => {
    for (const [path, text] of Object.entries({
      "manifest.json": "{}",
      "actions/a.json": "{}",
      "schemas/objects/b.json": "{}",
      ...files,
    })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  };

  it("reads actions by name and schemas by path, and nothing that is not JSON", () => {
    write({ "actions/note.md": "x", "schemas/deep/down/c.json": '{"x":1}' });
    const { actions, schemas } = load(folder);
    expect([...actions.keys()]).to.deep.equal(["a"]);
    expect([...schemas.keys()]).to.deep.equal(["schemas/deep/down/c.json", "schemas/objects/b.json"]);
    expect(schemas.get("schemas/deep/down/c.json")).to.deep.equal({ x: 1 });
    expect(declarationFiles(folder)[0]).to.equal("actions/a.json");
  });

  it("has another digest for every change of a file's text or name", () => {
    write({});
    const digests = [load(folder).digest];
    write({ "actions/a.json": "{ }" });
    digests.push(load(folder).digest);
    write({ "actions/a2.json": "{}" });
    digests.push(load(folder).digest);
    expect(new Set(digests).size).to.equal(3);
    expect(load(folder).digest).to.equal(digests[2]);
  });

  it("names the file that is not JSON", () => {
    write({ "actions/a.json": "{ no" });
    expect(() => load(folder)).to.throw("actions/a.json is not JSON");
  });

  it("names the folder that holds no declarations", () => {
    expect(() => load(join(folder, "none"))).to.throw("holds no manifest.json");
  });

  it("loads the package's own from where it is installed", () => {
    expect(load(packageRoot()).actions.has("import_indicators")).to.equal(true);
  });
});

describe("declare: a start", () => {
  it("fails on a broken declaration, naming file and pointer, and how many more there are", async () => {
    const declarations = changed({ action: { "/batch/maxItems": 0, "/retry/attempts": 0 }, fresh: true });
    const error = await rejection<ConnectorError>(createConnector({ declarations }));
    expect([error.code, error.kind]).to.deep.equal(["InvalidDeclaration", "config"]);
    expect(error.message).to.match(
      /^actions\/import_indicators\.json\/batch\/maxItems: .*\(1 more: run the check\)$/,
    );
  });

  it("fails on declarations that contradict each other", async () => {
    const declarations = changed({ action: { "/service": "none" }, fresh: true });
    const error = await rejection<ConnectorError>(createConnector({ declarations }));
    expect(error.message).to.match(/^actions\/import_indicators\.json\/service: /);
  });

  it("compiles anew what the build did not know: another rule has effect at once", async () => {
    const rules = "schemas/rules/indicator.json";
    const declarations = changed({ schemas: { [rules]: { "/values/0/kinds/DomainName": "md5-hash" } } });
    const { reasons, calls } = await ranRows([row(1)], { declarations });
    expect(reasons[0]).to.match(/^InvalidIndicator: /);
    expect(calls.length).to.equal(0);
  });

  it("names the actions there are where one is unknown", async () => {
    const connector = await createConnector();
    expect(() => connector.describe("none")).to.throw(/no action "none"; there are: .*\bimport_indicators\b/);
  });
});
