// The files for Node-RED's editor: every action and every field of an asset, in forms and help made from the
// declarations.
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { createConnector, load, packageRoot } from "../../../connector/index.js";
import { assetFields, assetForm } from "../../../platforms/node-red/asset_form.js";
import { html, scriptValue } from "../../../platforms/node-red/html.js";
import { packageFiles } from "../../../platforms/node-red/package_files.js";

const declarations = load(packageRoot());

describe("Node-RED: the editor's files", () => {
  let page = "";
  before(async () => {
    page = (await packageFiles())["index.html"] ?? "";
  });

  const templateOf = (attribute: string, type: string): string => {
    const found = new RegExp(`<script type="text/html" data-${attribute}-name="${type}">([^]*?)</script>`);
    return found.exec(page)?.[1] ?? "";
  };

  it("offer every action, and describe its inputs", async () => {
    const connector = await createConnector({ declarations, env: {} });
    const form = templateOf("template", "defender-indicators");
    const help = templateOf("help", "defender-indicators");
    const [choice = ""] = /<select id="node-input-action">[^]*?<\/select>/.exec(form) ?? [];
    const offered = [...choice.matchAll(/<option value="(\w+)"/g)].map(([, name]) => name);
    expect(offered).to.have.members(connector.actions().map(({ name }) => name));
    for (const { title } of connector.actions()) expect(help).to.include(`<summary>${title}</summary>`);
    expect(help).to.include("<code>indicatorValue</code> string, required");
  });

  it("have a field for every field of every kind of asset, and show no secret", () => {
    const form = templateOf("template", "defender-indicators-asset");
    for (const { name } of assetFields(declarations)) expect(form).to.include(`>${name} <span`);
    expect(form).to.match(/<input type="password" id="node-config-input-client_secret"/);
    expect(form).to.match(/<textarea id="node-config-input-private_key"[^>]*text-security: disc/);
    expect(form).to.match(
      /<select id="node-config-input-field-cloud"[^>]*><option value=""><\/option>\n<option value="commercial">/,
    );
    expect(form).not.to.match(
      /data-field="(?:client_secret|private_key|oauth_pwd|oauth_cl_secret|http_proxy)"/,
    );
  });

  it("separate the fields of a kind from those of the others", () => {
    const named = (wanted: string) => assetFields(declarations).find(({ name }) => name === wanted);
    expect(named("private_key"))
      .to.include.keys("kinds")
      .and.deep.include({
        kinds: ["client_certificate"],
        neededBy: ["client_certificate"],
      });
    expect(named("tenant_id")?.kinds).to.have.length(5);
    expect(named("tenant_id")?.neededBy).to.eql(["delegated_flow_auth"]);
  });

  it("escape every text that is declared", () => {
    const title = `<img src=x onerror="alert(1)"> & 'more'`;
    const [kind, entry] = Object.entries(declarations.manifest.assets)[0] ?? [];
    const manifest = { ...declarations.manifest, assets: { [kind ?? ""]: { ...entry, title } } };
    const form = assetForm({ ...declarations, manifest: manifest as typeof declarations.manifest }).text;
    expect(form).to.include("&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; &#39;more&#39;");
    expect(form).not.to.include("<img");
    expect(html`<a>${html`<b>`}${[html`c`, html`d`]}</a>`.text).to.equal("<a><b>c\nd</a>");
    expect(scriptValue({ a: "</script>" }).text).to.equal(String.raw`{"a":"\u003c/script>"}`);
  });

  it("have the name of the module, and load the script of this package", () => {
    const { name, ...own } = JSON.parse(readFileSync("platforms/node-red/package/package.json", "utf8"));
    expect(own["node-red"].nodes).to.eql({ [declarations.manifest.name]: "index.js" });
    expect(page).to.include(`<script src="resources/${name}/editor.js"></script>`);
    expect(page.match(/<script/g)).to.have.length(6);
  });
});
