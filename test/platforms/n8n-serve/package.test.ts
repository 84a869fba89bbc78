// The declarative n8n package: its sources import types only, and its form covers every action.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { createConnector, load, packageRoot } from "../../../connector/platform_api.js";
import { packageFiles } from "../../../platforms/n8n-serve/package_files.js";
import { tidy, titleOf } from "../../../platforms/n8n-serve/wording.js";
import { argumentsOf } from "../../../platforms/shared/action_arguments.js";
import { bundleSources } from "../../../tools/bundle_sources.js";

interface Property {
  readonly name: string;
  readonly type: string;
  readonly default: unknown;
  readonly options?: readonly (Property & { readonly value?: string; readonly routing?: unknown })[];
  readonly displayOptions?: { readonly show: { readonly operation: readonly string[] } };
  readonly routing?: { readonly send: { readonly property: string } };
}

interface Described {
  readonly description: {
    readonly properties: readonly Property[];
    readonly credentials: readonly { name: string }[];
  };
}

describe("n8n-serve: the package", () => {
  let base = "";
  let folder = "";
  let node: Described;
  let credential: Record<string, unknown>;
  before(async () => {
    base = mkdtempSync(join(tmpdir(), "n8n-serve-"));
    const statics = join(packageRoot(), "platforms/n8n-serve/package");
    folder = await bundleSources({ statics, target: base, made: await packageFiles() });
    const { n8n } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
      n8n: { nodes: [string]; credentials: [string] };
    };
    const require = createRequire(join(folder, "package.json"));
    const made = (path: string) => {
      const [name = ""] = path.split("/").at(-1)?.split(".") ?? [];
      const Type = (require(`./${path}`) as Record<string, new () => object>)[name];
      return Type === undefined ? {} : new Type();
    };
    node = made(n8n.nodes[0]) as Described;
    credential = made(n8n.credentials[0]) as Record<string, unknown>;
  });
  after(() => rmSync(base, { recursive: true, force: true }));

  it("imports nothing at run time", async () => {
    for (const [path, text] of Object.entries(await packageFiles())) {
      const imports = text.split("\n").filter((line) => line.startsWith("import"));
      expect(imports.filter((line) => !line.startsWith("import type {"))).to.deep.equal([]);
      const code = readFileSync(join(folder, "dist", path.replace(/\.ts$/, ".js")), "utf8");
      expect(code).not.to.match(/\brequire\(|^import /m);
    }
  });

  it("has the files that its package.json names, and their icons", () => {
    const own = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    expect(own).to.include.keys("version", "homepage", "repository", "bugs", "author", "license");
    const icon = String(credential["icon"]).replace("file:", "");
    expect(existsSync(join(folder, "dist/credentials", icon))).to.equal(true);
    expect(node.description.credentials).to.deep.equal([{ name: credential["name"], required: true }]);
  });

  it("offers every action with all of its inputs and options", async () => {
    const connector = await createConnector();
    const { schemas } = load(packageRoot());
    const [operation, , ...fields] = node.description.properties;
    const names = connector.actions().map(({ name }) => name);
    expect(operation?.options?.map(({ value }) => value)).to.have.members(names);
    for (const name of names) {
      const action = connector.describe(name);
      const own = fields.filter(({ displayOptions }) => displayOptions?.show.operation.includes(name));
      const flat = own.flatMap((field) => (field.type === "collection" ? (field.options ?? []) : [field]));
      const sent = flat.map(({ routing }) => routing?.send.property);
      const paths = argumentsOf(action, schemas).map(({ path }) => path.join("."));
      const expected = [...paths, ...Object.keys(action.options)];
      expect(
        sent.map((path) => path?.replaceAll(/\["([^"]+)"\]/g, ".$1")),
        name,
      ).to.have.members(expected);
    }
  });

  it("writes descriptions by the rules of the linter", () => {
    expect(tidy("The id of a url.")).to.equal("The ID of a URL");
    expect(tidy("One. Two")).to.equal("One. Two.");
    expect(tidy("Smaller than <b>.", "As json.")).to.equal("Smaller than &lt;b&gt;. As JSON.");
    expect([titleOf("deadline_ms"), titleOf("rbacGroupIds"), titleOf("IndicatorIds")]).to.deep.equal([
      "Deadline in Milliseconds",
      "Rbac Group IDs",
      "Indicator IDs",
    ]);
  });
});
