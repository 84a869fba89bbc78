import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { type ConnectorError, createConnector, load, packageRoot } from "../../connector/index.js";
import { lineOf } from "../../connector/declarations/declaration_problem.js";
import { declarationFiles } from "../../connector/declarations/load.js";
import { rejection } from "../support/open.js";
import { asset, type Change, changed, own, ranRows, stub } from "../engine/stub.js";
import { importOf, row } from "../support/rows.js";

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

  it("returns another digest for every change of a file's text or name", () => {
    write({});
    const digests = [load(folder).digest];
    write({ "actions/a.json": "{ }" });
    digests.push(load(folder).digest);
    write({ "actions/a2.json": "{}" });
    digests.push(load(folder).digest);
    expect(new Set(digests).size).to.equal(3);
    expect(load(folder).digest).to.equal(digests[2]);
  });

  it("reads the other files if one is not JSON, and names it with line and column", () => {
    write({ "actions/bad.json": '{\n  "a": 1,\n}' });
    const { actions, unread } = load(folder);
    expect([...actions.keys()]).to.deep.equal(["a"]);
    expect(unread.map(lineOf)).to.deep.equal([
      "actions/bad.json#2:9: is not JSON: line 2, column 9: the comma before } is not followed by a value; remove the comma.",
    ]);
  });

  it("reports a file that does not contain an object", () => {
    for (const text of ["[]", "null", "7"]) {
      write({ "schemas/objects/bad.json": text });
      expect(load(folder).unread.map(lineOf)).to.deep.equal([
        "schemas/objects/bad.json#: must hold a JSON object; put the content in { }.",
      ]);
    }
  });

  it("fails if the manifest is not JSON, because every action needs it", () => {
    write({ "manifest.json": "{" });
    expect(() => load(folder)).to.throw(
      "manifest.json#1:2: is not JSON: line 1, column 2: the text ends too early",
    );
  });

  it("names the folder without declarations", () => {
    expect(() => load(join(folder, "none"))).to.throw("does not contain manifest.json");
  });

  it("loads the package's own declarations from its folder", () => {
    expect(load(packageRoot()).actions.has("import_indicators")).to.equal(true);
  });
});

describe("declare: a start", () => {
  it("fails on a broken manifest, naming file and pointer, and how many more faults there are", async () => {
    const declarations = changed({ manifest: { "/http/timeoutMs": 0, "/name": 7 }, fresh: true });
    const error = await rejection<ConnectorError>(createConnector({ declarations }));
    expect([error.code, error.kind]).to.deep.equal(["InvalidDeclaration", "config"]);
    expect(error.message).to.match(/^manifest\.json#\/.*: .*\(1 more: run `defender-indicators check`\)$/);
  });

  for (const [what, change] of Object.entries<Change>({
    "a field of a wrong form": { action: { "/batch/maxItems": 0 } },
    "a name that is not declared": { action: { "/service": "none" } },
    "a placeholder": { action: { "/description": "FILL IN: what it does" } },
    "a part missing": { action: { "/request": undefined } },
    "an invalid schema": {
      schemas: { "schemas/actions/update_ti_indicators.input.json": { "/type": 7 } },
    },
    "a broken reference": {
      schemas: {
        "schemas/actions/update_ti_indicators.output.json": { "/properties/json_body/$ref": "none.json" },
      },
    },
  }))
    it(`leaves out an action with ${what}; the others run, and using it names the fault and the check`, async () => {
      const declarations = changed({ of: "update_ti_indicators", fresh: true, ...change });
      const { connector } = await stub({ declarations });
      expect(connector.actions().map(({ name }) => name)).to.not.include("update_ti_indicators");
      const output = await connector.run("import_indicators", importOf([row(1)]), { asset });
      expect(output.status_code).to.equal(200);
      const uses = [
        async () => connector.describe("update_ti_indicators"),
        () => connector.run("update_ti_indicators", {}, { asset }),
      ];
      for (const use of uses) {
        const error = await rejection<ConnectorError>(use());
        expect(error.code).to.equal("InvalidDeclaration");
        expect(error.message).to.match(
          /update_ti_indicators cannot be used.*update_ti_indicators[\w.]*json#/,
        );
        expect(error.hint).to.contain("defender-indicators check");
      }
    });

  it("leaves out an action with a file that is not JSON, and composed actions that use it", async () => {
    const name = "batch_delete_indicators";
    const actions = new Map([...own.actions].filter(([one]) => one !== name));
    const unread = [{ file: `actions/${name}.json`, pointer: "3:4", message: "is not JSON." }];
    const { connector } = await stub({ declarations: { ...own, actions, unread, digest: "changed" } });
    const error = await rejection<ConnectorError>(connector.run(name, {}, { asset }));
    expect(error.message).to.contain(`actions/${name}.json#3:4: is not JSON.`);
    const composed = await rejection<ConnectorError>(
      connector.run("replace_indicator_action", {}, { asset }),
    );
    expect(composed.code).to.equal("InvalidDeclaration");
    expect(connector.actions().map((one) => one.name)).to.include("import_indicators");
  });

  it("breaks the actions that use a list of values with a fault, and no others", async () => {
    const list = "schemas/values/benign.json";
    const declarations = changed({ schemas: { [list]: { "/groups/0/networks": ["not a network"] } } });
    const connector = await createConnector({ declarations, env: {} });
    const broken = connector.brokenActions();
    expect([...broken.keys()]).to.include.members(["import_indicators", "submit_indicator"]);
    expect([...broken.keys()]).not.to.include("get_indicators");
    for (const name of ["import_indicators", "submit_indicator"])
      expect(broken.get(name)?.message).to.contain(`${list}#/groups/0/networks`);
  });

  it("compiles changed declarations, so that a changed rule applies immediately", async () => {
    const rules = "schemas/rules/indicator.json";
    const declarations = changed({ schemas: { [rules]: { "/values/0/kinds/DomainName": "md5-hash" } } });
    const { reasons, calls } = await ranRows([row(1)], { declarations });
    expect(reasons[0]).to.match(/^InvalidIndicator: /);
    expect(calls.length).to.equal(0);
  });

  it("names all actions if an action is unknown", async () => {
    const connector = await createConnector();
    expect(() => connector.describe("none")).to.throw(/no action "none"; there are: .*\bimport_indicators\b/);
  });
});
