// The calls that register the nodes: literals, which the Node-RED library reads, that an editor can run.
import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
import { expect } from "chai";
import { parseSync } from "oxc-parser";
import { createConnector } from "../../../connector/index.js";
import { packageFiles } from "../../../platforms/node-red/package_files.js";

interface Definition {
  readonly defaults: Record<string, { readonly validate?: (this: object, value: unknown) => boolean }>;
  readonly credentials?: object;
  readonly category: string;
  readonly label: (this: object) => string;
}

describe("Node-RED: the registrations", () => {
  let script = "";
  before(async () => {
    const page = (await packageFiles())["index.html"] ?? "";
    [, script = ""] = /<script type="text\/javascript">([^]*?)<\/script>/.exec(page) ?? [];
  });

  /** Runs the script of the package and the registrations as an editor does. */
  function registered(): Map<string, Definition> {
    const found = new Map<string, Definition>();
    const RED = {
      nodes: { registerType: (type: string, made: Definition) => found.set(type, made), node: () => null },
    };
    const context = createContext({ RED });
    runInContext(readFileSync("platforms/node-red/package/resources/editor.js", "utf8"), context);
    runInContext(script, context);
    return found;
  }

  it("have a type and a definition without computed parts", () => {
    const { program } = parseSync("a.js", script);
    const calls: { type: unknown; names: unknown[] }[] = [];
    const visit = (node: unknown): void => {
      if (typeof node !== "object" || node === null) return;
      const { callee, arguments: given } = node as {
        callee?: { property?: { name?: string } };
        arguments?: [
          { value: unknown },
          { properties: { key?: { name?: string }; value: { properties?: unknown[] } }[] },
        ];
      };
      if (callee?.property?.name === "registerType" && given !== undefined)
        calls.push({ type: given[0].value, names: given[1].properties.map(({ key }) => key?.name) });
      for (const part of Object.values(node)) visit(part);
    };
    visit(program);
    expect(calls.map(({ type }) => type)).to.deep.equal(["defender-indicators", "defender-indicators-asset"]);
    for (const { names } of calls)
      expect(names).to.include.members(["category", "defaults"]).and.not.include(undefined);
  });

  it("have a default for each option, and check its value", async () => {
    const action = registered().get("defender-indicators");
    const options = Object.keys((await createConnector()).options());
    expect(action?.defaults).to.include.keys("name", "asset", "action", ...options, "failedRowsAreErrors");
    const check = (name: string, value: unknown) =>
      action?.defaults[name]?.validate?.call({ action: "" }, value);
    expect([check("deadline_ms", "5"), check("deadline_ms", "0"), check("deadline_ms", "x")]).to.deep.equal([
      true,
      false,
      false,
    ]);
    expect([check("action", "import_indicators"), check("action", "other")]).to.deep.equal([true, false]);
    expect(action?.label.call({ action: "import_indicators" })).to.equal("Import Indicators");
  });

  it("keep secrets as credentials", () => {
    const asset = registered().get("defender-indicators-asset");
    expect(asset?.credentials).to.include.keys("client_secret", "private_key", "http_proxy");
    expect(asset?.defaults).not.to.include.keys("client_secret");
  });
});
