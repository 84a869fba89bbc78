// The configuration: its form, its faults, and its profiles.
import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { type ConnectorError, createConnector, load, packageRoot } from "../../../../connector/index.js";
import { configPath, readConfig } from "../../../../platforms/shared/config/read_config.js";
import { profileAsset } from "../../../../platforms/shared/config/profile_asset.js";
import { fileField, secretFields } from "../../../../platforms/shared/config/secrets.js";
import { temporaryFiles } from "../../../support/files.js";
import { rejection } from "../../../support/open.js";

const declarations = load(packageRoot());
const { schemas, manifest } = declarations;
const tenant = { tenant_id: "11111111-1111-4111-8111-111111111111", client_id: "c" };

describe("config: reading", () => {
  const files = temporaryFiles();
  const read = async (content: unknown, name = "config.json") =>
    readConfig(files.write(name, typeof content === "string" ? content : JSON.stringify(content)), {
      connector: await createConnector({ declarations, env: {} }),
      schemas,
    });
  const faultOf = async (content: unknown, name?: string): Promise<string> => {
    const { code, message } = await rejection<ConnectorError>(read(content, name));
    expect(code).to.equal("InvalidConfig");
    return message;
  };

  it("reads profiles and callers from JSON and from YAML", async () => {
    const content = {
      profiles: { one: { ...tenant, client_secret_file: "one.secret" }, two: { ...tenant } },
      serve: {
        callers: [{ name: "soar", key_file: "keys/soar", profiles: ["one"], actions: ["import_indicators"] }],
      },
    };
    const yaml = `profiles:
  one: {tenant_id: ${tenant.tenant_id}, client_id: c, client_secret_file: one.secret}
  two: {tenant_id: ${tenant.tenant_id}, client_id: c}
serve:
  callers:
    - name: soar
      key_file: keys/soar
      profiles: [one]
      actions:
        - import_indicators
`;
    for (const [text, name] of [
      [content, "config.json"],
      [yaml, "config.yaml"],
      [content, "config.yml"],
      [yaml, "config"],
    ] as const) {
      const { profiles, callers, path } = await read(text, name);
      expect(Object.fromEntries([...profiles].map(([key, asset]) => [key, { ...asset }]))).to.deep.equal(
        content.profiles,
      );
      expect(callers).to.deep.equal([
        {
          name: "soar",
          keyFile: join(dirname(path), "keys/soar"),
          profiles: ["one"],
          actions: ["import_indicators"],
        },
      ]);
    }
  });

  it("accepts exactly the fields of all kinds of assets, and a file for each of their secrets", () => {
    const assets = [...schemas].filter(([path]) => path.startsWith("schemas/assets/"));
    const fields = assets.flatMap(([, { properties }]) => Object.keys(properties as object));
    const expected = new Set([...fields, ...secretFields(manifest).map(fileField)]);
    const config = schemas.get("schemas/config.json") as unknown as {
      properties: { profiles: { additionalProperties: { properties: object } } };
    };
    const { properties } = config.properties.profiles.additionalProperties;
    expect(Object.keys(properties).toSorted()).to.deep.equal([...expected].toSorted());
  });

  const caller = { name: "a", key_file: "k", profiles: ["one"], actions: ["import_indicators"] };
  const withCallers = (...callers: object[]) => ({ profiles: { one: {} }, serve: { callers } });
  for (const [what, content, fault] of [
    ["no profiles", {}, /profiles is missing/],
    ["an empty list of profiles", { profiles: {} }, /profiles is empty/],
    ["an unknown key", { profile: {} }, /profile is not a known key. Did you mean profiles\?/],
    [
      "an unknown field",
      { profiles: { one: { client_secert: "x" } } },
      /profiles.one.client_secert is not a known key. Did you mean client_secret/,
    ],
    ["a field in other letters", { profiles: { one: { Tenant_ID: "x" } } }, /Did you mean tenant_id\?/],
    [
      "a profile that is a text",
      { profiles: { one: "asset.json" } },
      /profiles.one must be an object, not a text/,
    ],
    ["a name with a slash", { profiles: { "../x": {} } }, /the name "..\/x" does not have the right form/],
    [
      "a caller without actions",
      withCallers({ ...caller, actions: undefined }),
      /callers\[0\].actions is missing/,
    ],
    ["no callers", withCallers(), /serve.callers is empty/],
    ["two callers of one name", withCallers(caller, caller), /names a twice/],
    [
      "a caller of an unknown profile",
      withCallers({ ...caller, profiles: ["ones"] }),
      /callers\[0\].profiles names ones, which is not a profile of this configuration. Did you mean one\?/,
    ],
    [
      "a caller of an unknown action",
      withCallers({ ...caller, actions: ["import_indicator"] }),
      /names import_indicator, which is not an action. Did you mean import_indicators/,
    ],
    [
      "a key that a caller does not have",
      withCallers({ ...caller, profile: ["one"] }),
      /Did you mean profiles\?/,
    ],
    ["text that is not JSON", '{"profiles": }', /is not JSON: at line 1, column 14/],
    ["a list", "[]", /must contain one object/],
    ["an empty file", "", /must contain one object/],
    ["a repeated name", '{"profiles":{"a":{},"a":{}}}', /"a" occurs twice in one object/],
    ["a prototype", '{"profiles":{"__proto__":{}}}', /the name "__proto__" does not have/],
    ["YAML with an alias", "profiles: {a: &x {}, b: *x}", /at line 1, column 25, an alias/],
  ] as const) {
    it(`rejects ${what}`, async () => {
      expect(await faultOf(content)).to.match(fault);
    });
  }

  it("reads ten thousand profiles", async () => {
    const lines = ["client_id: client", "client_secret_file: secrets/tenant", `tenant_id: ${randomUUID()}`];
    const profiles = Array.from({ length: 10_000 }, (_, i) => [
      `tenant-${i}:`,
      ...lines.map((one) => `  ${one}`),
    ]);
    const text = ["profiles:", ...profiles.flat().map((line) => `  ${line}`)].join("\n");
    expect((await read(text, "many.yaml")).profiles.size).to.equal(10_000);
  });

  it("rejects a file that is too long, missing, a folder or not UTF-8", async () => {
    expect(await faultOf(`# ${"x".repeat(2 * 1024 * 1024)}`)).to.match(/is longer than 2048 KiB\.$/);
    const connector = await createConnector({ declarations, env: {} });
    const message = async (path: string) =>
      (await rejection(readConfig(path, { connector, schemas }))).message;
    expect(await message(files.path("none.json"))).to.match(/none.json does not exist\.$/);
    expect(await message(files.path("."))).to.match(/is a folder/);
    expect(await message("/dev/zero")).to.match(/is not a regular file/);
  });

  it("resolves the paths of a profile in the folder of the configuration", async () => {
    const config = await read({
      profiles: { a: { ...tenant, assertion_file: "token", ca_file: "ca.pem", client_secret_file: "s" } },
    });
    files.write("s", "secret\n");
    const asset = await profileAsset(config, "a", { manifest, env: {} });
    const folder = dirname(config.path);
    expect(asset).to.deep.equal({
      ...tenant,
      assertion_file: join(folder, "token"),
      ca_file: join(folder, "ca.pem"),
      client_secret: "secret",
    });
  });

  it("takes the path of the option, or of the environment", () => {
    expect(configPath("a", manifest, { DEFENDER_CONFIG: "b" })).to.equal("a");
    expect(configPath(undefined, manifest, { DEFENDER_CONFIG: "b" })).to.equal("b");
    expect(configPath(undefined, manifest, { DEFENDER_CONFIG: "" })).to.equal(undefined);
  });
});
