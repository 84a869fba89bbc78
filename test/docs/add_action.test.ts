/** Follows the page "Add an action" to the letter, in a copy of the declarations. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Action } from "../../connector/contract/action.js";
import { checkAll } from "../../connector/examples/check_examples.js";
import { lineOf } from "../../connector/declarations/declaration_problem.js";
import { checkDeclarations } from "../../connector/declarations/check.js";
import { type JsonObject, load } from "../../connector/index.js";
import { newAction } from "../../tools/new_action.js";
import { outputOf } from "../declarations/sweep.js";
import { response, asset, stub } from "../engine/stub.js";
import { copyDeclarations } from "../support/declarations_copy.js";

const page = readFileSync("docs/develop/add-an-action.md", "utf8");
const section = /## An action without rows\n([\s\S]*?)\n## /.exec(page)?.[1] ?? "";

type Example = Action["examples"][number];

/** Texts of the section's blocks in that language, in their order. */
function blocks(language: string): string[] {
  const found = section.matchAll(new RegExp(`^ *\`\`\`${language}\n([\\s\\S]*?)^ *\`\`\`$`, "gm"));
  return [...found].map(([, text = ""]) => text.replaceAll(/^ {3}/gm, "").trim());
}

describe("docs: add an action", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "add-action-"));
    copyDeclarations(root);
    // Somebody who follows the page in a clone already has the action.
    for (const path of [`actions/${name}.json`, ...["input", "output"].map(schemaPath)])
      rmSync(join(root, path), { force: true });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const [command = ""] = blocks("sh");
  const name = /^npm run new-action (\w+)$/.exec(command)?.[1] ?? "";
  const checked = () =>
    checkDeclarations(load(root)).map(({ file, pointer, message }) => `${file}#${pointer}: ${message}`);
  const schemaPath = (part: string) => `schemas/actions/${name}.${part}.json`;
  const edit = (path: string, change: (document: JsonObject) => unknown) => {
    const document = JSON.parse(readFileSync(join(root, path), "utf8")) as JsonObject;
    writeFileSync(join(root, path), JSON.stringify(change(document)));
  };

  it("names a command that there is", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: object };
    expect(scripts).to.have.property("new-action").that.contains("node dist/tools/new_action.js");
    expect(name).to.equal("get_exposure_score");
  });

  it("names the files and the places that the command leaves to be filled in", () => {
    const paths = newAction(root, name);
    for (const path of paths.filter((one) => !one.endsWith("input.json"))) expect(section).to.contain(path);
    // What exists grows with each permission and rate limit: the page leaves it out.
    const lines = checked().map((line) => line.replace(/(?<=known names: ).*$/, "…."));
    expect(lines).to.deep.equal(blocks("text")[0]?.split("\n"));
  });

  it("has an example that fails until it is put right, whatever the check thinks of it", async () => {
    newAction(root, name);
    const { examples: _examples, ...others } = JSON.parse(blocks("json")[0] ?? "") as { examples: unknown };
    edit(`actions/${name}.json`, (action) => ({ ...action, ...others }));
    edit(`actions/${name}.json`, (action) => JSON.parse(JSON.stringify(action).replaceAll("FILL IN: ", "")));
    edit(schemaPath("output"), filledIn);
    expect(checked()).to.deep.equal([]);
    const declarations = load(root);
    const [example] = (declarations.actions.get(name) as Action).examples as [Example];
    expect(await outputOf(name, example, declarations)).to.not.deep.equal(example.output);
  });

  it("ends with an action that the check is content with and that runs", async () => {
    newAction(root, name);
    edit(`actions/${name}.json`, (action) => ({ ...action, ...JSON.parse(blocks("json")[0] ?? "") }));
    expect(checked()).to.have.length(1);
    edit(schemaPath("output"), filledIn);
    expect(checked()).to.deep.equal([]);

    const declarations = load(root);
    const [example] = (declarations.actions.get(name) as Action).examples as [Example];
    expect(await outputOf(name, example, declarations)).to.deep.equal(example.output);
    const { connector, calls } = await stub({ declarations, service: () => response({ score: 7 }) });
    const output = await connector.run(name, {}, { asset });
    expect(output.json_body).to.deep.equal({ score: 7 });
    expect(calls.map(({ request }) => `${request.method} ${new URL(request.url).pathname}`)).to.deep.equal([
      "GET /api/exposureScore",
    ]);
    expect(connector.actions().find((one) => one.name === name)?.title).to.equal("Get Exposure Score");
  });

  it("writes a batch action with --rows that runs once each FILL IN is replaced", async () => {
    const paths = newAction(root, "send_things", true);
    expect(checked().join("\n")).to.contain(
      "schemas/objects/send_things_row.json#/description: still contains",
    );
    for (const path of paths)
      edit(path, (document) => JSON.parse(JSON.stringify(document).replaceAll("FILL IN: ", "what ")));
    edit("actions/send_things.json", (document) => ({
      ...document,
      service: "defender",
      rateLimits: ["import"],
      permissions: { application: ["Ti.ReadWrite"], delegated: ["Ti.ReadWrite"] },
    }));
    expect((await checkAll(load(root))).map(lineOf)).to.deep.equal([]);
    const value = [
      { name: "b", isFailed: true, failureReason: "no" },
      { name: "a", isFailed: false, failureReason: null },
    ];
    const { connector } = await stub({ declarations: load(root), service: () => response({ value }) });
    const input = { json_body: { rows: [{ name: "a" }, { name: "b" }, {}] } };
    const output = await connector.run("send_things", input, { asset });
    const rows = (output.json_body as { value: JsonObject[] }).value;
    expect(rows.map(({ isFailed }) => isFailed)).to.deep.equal([false, true, true]);
  });

  it("refuses a name that is none, and leaves an action alone that is there", () => {
    for (const bad of ["", "Get", "../x", "get-it", "1st"])
      expect(() => newAction(root, bad), bad).to.throw("is not a valid action name");
    const before = load(root).digest;
    expect(() => newAction(root, "get_indicators")).to.throw("actions/get_indicators.json already exists");
    expect(load(root).digest).to.equal(before);
  });

  function filledIn(schema: JsonObject): unknown {
    const properties = {
      ...(schema["properties"] as object),
      json_body: JSON.parse(blocks("json")[1] ?? ""),
    };
    return { ...schema, properties };
  }
});
