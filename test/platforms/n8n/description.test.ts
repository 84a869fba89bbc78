// The forms of the n8n node and of its credential: made from the declarations, complete, and with safe
// initial values.
import { expect } from "chai";
import type { JsonObject } from "../../../connector/contract/types.js";
import { createConnector, fieldsOf, load, packageRoot } from "../../../connector/platform_api.js";
import { testCredential } from "../../../platforms/n8n/connection_test.js";
import { assetOf, credentialProperties } from "../../../platforms/n8n/credential.js";
import { nodeDescription } from "../../../platforms/n8n/description.js";
import { camelCase, label } from "../../../platforms/n8n/labels.js";
import type { Choice, Property } from "../../../platforms/n8n/n8n_types.js";
import { operationsOf } from "../../../platforms/n8n/operations.js";
import { canary, stranger, useSimulator } from "../shared/process.js";

const declarations = load(packageRoot());
const { manifest } = declarations;
const operations = operationsOf(declarations);
const description = nodeDescription(declarations, operations, { name: "anApi", testedBy: "aMethod" });
const { properties } = description;
const choices = ({ options = [] }: Property) => options as Choice[];
const property = (name: string, operation?: string) =>
  properties.find(
    ({ name: own, displayOptions }) =>
      own === name && (operation === undefined || displayOptions?.show["operation"]?.includes(operation)),
  );
const operationProperty = property("operation") as Property;

describe("n8n: the node's form", () => {
  it("offers every action and nothing else", () => {
    const declared = [...declarations.actions.keys(), ...declarations.composed.keys()];
    expect(choices(operationProperty).map(({ value }) => value)).to.have.members(declared);
  });

  it("starts with an action that does not remove anything", () => {
    const { effect } = declarations.actions.get(String(operationProperty.default)) ?? {};
    expect(effect).to.equal("write");
  });

  it("begins the description of a destructive action with a warning", () => {
    const all = [...declarations.actions.values(), ...declarations.composed.values()];
    const destructive = all.filter(({ effect }) => effect === "destructive").map(({ name }) => name);
    const marked = choices(operationProperty).filter((one) => one.description?.startsWith("Destructive: "));
    expect(destructive).not.to.eql([]);
    expect(marked.map(({ value }) => value)).to.have.members(destructive);
  });

  it("marks deprecated actions", () => {
    const deprecated = [...declarations.actions.values()].filter((one) => one.deprecated !== undefined);
    const marked = choices(operationProperty).filter((one) => one.description?.includes("Deprecated: "));
    expect(deprecated).not.to.eql([]);
    expect(marked.map(({ value }) => value)).to.have.members(deprecated.map(({ name }) => name));
  });

  it("offers items as rows only for actions that accept rows", () => {
    const rows = [...declarations.actions.values()].filter(({ batch }) => batch !== undefined);
    const composed = [...declarations.composed.values()].filter((one) => one.rows !== undefined);
    const withMode = operations.filter(({ name }) => property("mode", name) !== undefined);
    expect(withMode.map(({ name }) => name)).to.have.members([...rows, ...composed].map(({ name }) => name));
  });

  it("lists the required and optional fields of an item", () => {
    const { description: events = "" } = property("mode", "import_indicators") ?? {};
    const fields = fieldsOf("schemas/objects/indicator.json", declarations.schemas);
    const needed = fields.filter(({ required }) => required).map(({ name }) => name);
    expect(events).to.include(`Each item needs ${needed.join(", ")}. It may have application, `);
    expect(property("mode", "batch_delete_indicators")?.description).to.match(/^Each item needs id, a text;/);
    expect(property("mode", "submit_ti_indicators")?.description).to.match(/^Each item may have /);
  });

  it("asks for the rest of the input if rows are not sufficient", () => {
    const asked = operations.filter(({ name }) => property("envelope", name) !== undefined);
    expect(asked.map(({ name }) => name)).to.eql(["upload_stix_objects"]);
    expect(JSON.parse(String(property("envelope", "upload_stix_objects")?.default))).to.have.all.keys(
      "path_parameters",
      "json_body",
    );
  });

  it("shows a valid example in every input", async () => {
    const connector = await createConnector({ declarations });
    for (const { name } of operations) {
      const input = property("input", name);
      if (name === "test_connection") expect(input).to.equal(undefined);
      else connector.check(name, JSON.parse(String(input?.default)));
    }
  });

  it("shows each field for one operation only, and refers to existing operations", () => {
    const known = new Set(operations.map(({ name }) => name));
    const seen = new Set<string>();
    for (const { name, displayOptions } of properties) {
      for (const operation of displayOptions?.show["operation"] ?? []) {
        expect(known).to.include(operation);
        expect(seen, "n8n uses the first of two").not.to.include(`${name} ${operation}`);
        seen.add(`${name} ${operation}`);
      }
    }
  });

  it("starts each added option with a value that n8n and the run accept, and that has an effect", () => {
    const [run] = [property("options")?.options as Property[]];
    const begun = Object.fromEntries(
      (run ?? []).map(({ name, type, default: value }) => [name, [type, value]]),
    );
    expect(begun).to.deep.include({
      dry_run: ["boolean", true],
      normalize: ["boolean", true],
      validation: ["options", "strict"],
      overflow: ["options", "first"],
      deadline_ms: ["number", 300_000],
    });
    const named = (name: string) => run?.find((one) => one.name === name);
    expect(choices(named("overflow") as Property).map(({ value }) => value)).to.include("expiry");
    expect(named("deadline_ms")?.typeOptions).to.deep.equal({ minValue: 1 });
    expect(named("deadline_ms")?.displayName).to.equal("Deadline (ms)");
  });

  it("uses n8n's style for labels", () => {
    expect(label("client_id")).to.equal("Client ID");
    expect(label("tokenUrl")).to.equal("Token URL");
    expect(label("timeout_ms")).to.equal("Timeout (ms)");
    expect(camelCase("some-long-name")).to.equal("someLongName");
    expect(choices(operationProperty).map(({ action }) => action)).to.include("Get indicator by ID");
  });
});

describe("n8n: the credential", () => {
  const form = credentialProperties(declarations);
  const kinds = Object.entries(manifest.assets);
  /** Returns the initial form of a kind. */
  const opened = (kind: string): JsonObject =>
    Object.fromEntries([...form.map(({ name, default: value }) => [name, value]), ["authentication", kind]]);
  const shown = (kind: string) =>
    form.filter(({ displayOptions }) => displayOptions?.show["authentication"]?.includes(kind) ?? true);

  it("has every field of every kind of asset, and hides secrets", () => {
    for (const [kind, { schema, secrets }] of kinds) {
      const all = fieldsOf(schema, declarations.schemas).filter(({ depth }) => depth === 0);
      // The login method names the kind.
      const fields = all.filter(({ name }) => name !== "kind");
      const [choice, ...asked] = shown(kind);
      expect(choice?.name).to.equal("authentication");
      expect(asked.map(({ name }) => name)).to.have.members(fields.map(({ name }) => name));
      const hidden = asked.filter(({ typeOptions }) => typeOptions?.password === true);
      expect(hidden.map(({ name }) => name)).to.have.members(secrets);
      const required = asked.filter((one) => one.required === true).map(({ name }) => name);
      expect(required).to.eql(fields.filter((one) => one.required).map(({ name }) => name));
    }
  });

  it("starts with client ID and secret", () => {
    expect(form[0]?.default).to.equal("oauth2_client_credentials");
  });

  it("returns nothing for an untouched form: no check is switched off by default", () => {
    for (const [kind, { detectFields }] of kinds) {
      const own = detectFields.includes("kind") ? { kind } : {};
      expect(assetOf(opened(kind), declarations), kind).to.eql(own);
    }
  });

  it("returns the completed fields, with numbers, lists and objects as such", () => {
    const filled = {
      ...opened("oauth2_client_credentials"),
      tenant_id: "a tenant",
      client_id: "a client",
      client_secret: "a secret",
      verify_ssl: false,
      normalize: true,
      cloud: "gcc",
      timeout_ms: 5000,
      scope: '["a", "b"]',
      rate_limits: '{"import": {"calls": 3, "per_seconds": 60}}',
      // Filled in before another kind was selected.
      oauth_pwd: "a password",
      private_key: "a key",
    };
    expect(assetOf(filled, declarations)).to.eql({
      tenant_id: "a tenant",
      client_id: "a client",
      client_secret: "a secret",
      verify_ssl: false,
      normalize: true,
      cloud: "gcc",
      timeout_ms: 5000,
      scope: ["a", "b"],
      rate_limits: { import: { calls: 3, per_seconds: 60 } },
    });
  });

  it("names the field that is not JSON, without its content", () => {
    const filled = { ...opened("managed_identity"), rate_limits: `{${canary}` };
    expect(() => assetOf(filled, declarations))
      .to.throw(/^rate_limits is not JSON: at line 1, column 2/)
      .and.not.match(new RegExp(canary));
  });

  describe("its test", () => {
    const simulator = useSimulator();
    const tested = async (change: JsonObject) => {
      const asset = { ...simulator().asset(), ...change };
      const connector = await createConnector({ declarations, env: {} });
      return testCredential({ ...opened("oauth2_client_credentials"), ...asset }, connector, declarations);
    };

    it("reports that the service accepts rows", async () => {
      expect(await tested({})).to.eql({
        status: "OK",
        message: `${new URL(simulator().url).host} accepts rows from this application.`,
      });
      expect(simulator().indicators()).to.eql([]);
    });

    it("reports why the login fails with a hint, and no secret", async () => {
      const { status, message } = await tested({ client_secret: `${canary}x` });
      expect(status).to.equal("Error");
      expect(message).to.match(/^InvalidCredentials: .*client secret/);
      expect(message).not.to.include(canary);
    });

    it("reports that the application may not write", async () => {
      const { status, message } = await tested({ client_id: stranger.client_id });
      expect(status).to.equal("Error");
      expect(message).to.match(
        /^The login works, but at .* this application may not write \(status 403\)\.$/,
      );
    });

    it("reports what is missing in the form", async () => {
      const { message } = await tested({ client_secret: "" });
      expect(message).to.match(/^InvalidAsset: The asset holds no credential/);
    });
  });
});
