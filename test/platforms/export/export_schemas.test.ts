// Sekoia's module and Turbine's schemas: each schema is valid by the published meta schema of draft-07 and
// equivalent to its original.
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import type { JsonObject } from "../../../connector/index.js";
import { draft07 } from "../../../platforms/export/draft07.js";
import { sekoiaModule } from "../../../platforms/export/sekoia.js";
import { turbineSchemas } from "../../../platforms/export/turbine_schemas.js";
import { bundleSchema } from "../../../platforms/shared/bundle_schema.js";
import { identity } from "../../support/certificate.js";
import { temporaryFiles } from "../../support/files.js";
import { names, source, valuesOf, variations } from "./exported.js";

const { manifest, schemas } = source.declarations;
const parsed = (files: ReadonlyMap<string, string>): [string, JsonObject][] =>
  [...files].map(([path, text]) => [path, JSON.parse(text) as JsonObject]);
const module = sekoiaModule(source);
const sekoia = Object.fromEntries(parsed(new Map([...module].filter(([path]) => path.endsWith(".json")))));
const turbine = Object.fromEntries(parsed(turbineSchemas(source)));

/** Returns the faults by ajv's meta schema of draft-07 and by ajv's strict mode. */
function faultOf(schema: unknown, own: readonly string[] = []): string | undefined {
  const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false });
  for (const word of own) ajv.addKeyword(word);
  if (ajv.validateSchema(schema as JsonObject) !== true) return ajv.errorsText();
  try {
    ajv.compile(schema as JsonObject);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

describe("export sekoia", () => {
  const files = temporaryFiles();
  const actions = names.map((name) => [name, sekoia[`action_${name}.json`] as JsonObject] as const);
  const configuration = (sekoia["manifest.json"] as { configuration: JsonObject }).configuration;

  it("has the manifest, a changelog, a logo, and a file for each action", () => {
    expect([...module.keys()]).to.have.members([
      "manifest.json",
      "CHANGELOG.md",
      "logo.svg",
      ...names.map((name) => `action_${name}.json`),
    ]);
  });

  it("has arguments, results and a configuration that the published meta schema accepts", () => {
    for (const [name, { arguments: given, results }] of actions) {
      expect(faultOf(given), `${name} arguments`).to.equal(undefined);
      expect(faultOf(results), `${name} results`).to.equal(undefined);
    }
    // In Sekoia's manifests, the schema lists the names of the secrets.
    expect(faultOf(configuration, ["secrets"])).to.equal(undefined);
  });

  it("has the changelog that the rules of the platform require, with its exact first lines", () => {
    const [title, header = "", ...versions] = (module.get("CHANGELOG.md") ?? "").split(/^#{1,2} /m).slice(1);
    expect([title?.split("\n")[0], versions]).to.deep.equal(["Changelog", []]);
    for (const line of [
      "All notable changes to this project will be documented in this file.",
      "The format is based on [Keep a Changelog](https://keepachangelog.com/en/1.0.0/), and this project adheres to [Semantic Versioning](https://semver.org/spec/v2.0.0.html).",
    ])
      expect(title?.split("\n")).to.include(line);
    expect(header).to.match(/^Unreleased\n\n### Added\n\n- 2\d actions, .*\n$/);
  });

  it("has a logo that is square, without a background", () => {
    const logo = module.get("logo.svg") ?? "";
    const [, width, height] = /^<svg xmlns="[^"]+" viewBox="0 0 (\d+) (\d+)"/.exec(logo) ?? [];
    expect(Number(width)).to.be.greaterThan(0);
    expect(width).to.equal(height);
    expect(logo).to.not.match(/<rect|<image|<script|href/);
  });

  it("is checked by a meta schema that finds faults", () => {
    const { arguments: given } = sekoia["action_import_indicators.json"] as { arguments: JsonObject };
    expect(faultOf({ ...given, type: "objekt" })).to.include("data/type must be equal to one of");
    expect(faultOf({ ...given, required: "json_body" })).to.include("data/required must be array");
    expect(faultOf({ ...given, ownWord: true })).to.include("unknown keyword");
    expect(faultOf(JSON.parse(JSON.stringify(given).replace("#/definitions/", "#/$defs/")))).to.include(
      "can't resolve",
    );
  });

  it("describes each action as Sekoia requires", () => {
    const uuids = actions.map(([name, file]) => {
      const { id, title } = source.connector.describe(name);
      expect(Object.keys(file)).to.deep.equal(
        "uuid name slug description docker_parameters arguments results".split(" "),
      );
      expect(file).to.include({ uuid: id, name: title, docker_parameters: name });
      expect(file["slug"]).to.match(/^[a-z][a-z-]*$/);
      return file["uuid"];
    });
    expect(new Set(uuids).size).to.equal(names.length);
    expect((sekoia["action_submit_ti_indicators.json"] as JsonObject)["description"]).to.include(
      "April 2026",
    );
  });

  it("has the module's own UUID, which does not depend on its content", () => {
    const { configuration: _configuration, description, ...rest } = sekoia["manifest.json"] as JsonObject;
    expect(rest).to.deep.equal({
      uuid: "20b3166a-6ce2-5fad-96ad-854c5235ba62",
      name: manifest.title,
      slug: "defender-indicators",
      version: manifest.version,
      categories: ["Threat Intelligence"],
    });
    expect(description).to.equal(manifest.description);
  });

  it("accepts every kind of asset, and rejects incomplete ones", async () => {
    const { cert, key } = await identity(["app"]);
    const ajv = new Ajv({ strict: false });
    const check = ajv.compile(configuration);
    const common = { tenant_id: "t", client_id: "c" };
    const kinds = [
      { ...common, client_secret: "s" },
      { ...common, client_certificate: cert, private_key: key },
      { ...common, assertion_file: files.write("token", "a-token") },
      { managed_identity: "system" },
      { tenant_id: "t", oauth_un: "u", oauth_pwd: "p", oauth_cl_id: "c" },
    ];
    const url = "https://feed.example";
    const named = [
      { kind: "none", url },
      { kind: "basic", url, username: "u", password: "p" },
      { kind: "bearer", url, token: "t" },
      { kind: "api_key", url, header: "X-Key", key: "k" },
    ];
    for (const asset of named) {
      source.connector.checkAsset(asset);
      expect(check(asset), JSON.stringify(asset)).to.equal(true);
      expect(check({ ...asset, kind: "other" })).to.equal(false);
      expect(check({ ...asset, kind: asset.kind === "basic" ? "bearer" : "basic" })).to.equal(false);
    }
    expect(kinds.length + named.length).to.equal(Object.keys(manifest.assets).length);
    for (const kind of kinds) {
      source.connector.checkAsset(kind);
      expect(check({ ...kind, cloud: "gcc" }), JSON.stringify(kind)).to.equal(true);
      expect(check({ ...kind, cloud: "moon" })).to.equal(false);
    }
    expect(check(common)).to.equal(false);
    expect(check({ client_id: "c", client_secret: "s" })).to.equal(false);
  });

  it("names each field of an asset, including the secrets", () => {
    const { properties, secrets } = configuration as { properties: object; secrets: string[] };
    expect(Object.keys(properties)).to.have.members(source.connector.assetFields());
    expect(secrets).to.have.members([
      "client_secret",
      "private_key",
      "oauth_pwd",
      "oauth_cl_secret",
      "password",
      "token",
      "key",
    ]);
  });
});

describe("export turbine-schemas", () => {
  it("has input and output of each action, and each kind of asset", () => {
    expect(Object.keys(turbine)).to.have.members([
      ...names.flatMap((name) => [`${name}.input.json`, `${name}.output.json`]),
      ...Object.keys(manifest.assets).map((kind) => `assets/${kind}.json`),
    ]);
  });

  it("has self-contained schemas that the published meta schema accepts", () => {
    for (const [path, schema] of Object.entries(turbine)) {
      expect(faultOf(schema), path).to.equal(undefined);
      const references = [...JSON.stringify(schema).matchAll(/"\$ref":"([^"]*)"/g)].map(([, to]) => to);
      expect(
        references.filter((to) => to?.startsWith("#/definitions/") !== true),
        path,
      ).to.deep.equal([]);
    }
  });

  it("has no format for dates, which breaks on the platform", () => {
    expect(JSON.stringify(turbine)).not.to.include('"format":"');
  });

  it("describes the output of a step: the four documented keys and no others", () => {
    const { properties } = turbine["import_indicators.output.json"] as { properties: object };
    expect(Object.keys(properties)).to.deep.equal(["status_code", "response_headers", "reason", "json_body"]);
  });
});

describe("export: schemas of draft-07", () => {
  it("accept the same values as the originals, for any value in any place", () => {
    const originals = new Ajv2020({ strict: false });
    const translated = new Ajv({ strict: false });
    const statuses = { true: 0, false: 0 };
    const options = (schemas.get("schemas/options.json") as JsonObject)["properties"] as JsonObject;
    for (const name of names)
      for (const part of ["input", "output"] as const) {
        const place = `${name}.${part}.json`;
        const isOriginal = originals.compile(bundleSchema(`schemas/actions/${place}`, schemas));
        const isTranslated = translated.compile(turbine[place] as JsonObject);
        // Turbine has the options next to the input; the original schema does not know them.
        const given = valuesOf(name, part).filter(
          (one) => !Object.keys(one as object).some((key) => key in options),
        );
        for (const value of given.flatMap((one) => [...variations(one)])) {
          const status = isOriginal(value);
          statuses[`${status}`] += 1;
          expect(isTranslated(value), `${place}: ${JSON.stringify(value)}`).to.equal(status);
        }
      }
    expect(statuses.true).to.be.greaterThan(4000);
    expect(statuses.false).to.be.greaterThan(4000);
  });

  const dialect = { $schema: "http://json-schema.org/draft-07/schema#" };
  for (const [what, given, expected] of [
    [
      "keeps what both know",
      { $schema: "x", type: ["string", "null"], const: 1 },
      { type: ["string", "null"], const: 1 },
    ],
    ["drops what only the connector knows", { ownWord: true, items: { ownWord: true } }, { items: {} }],
    [
      "keeps a property called like a word that is dropped",
      { properties: { ownWord: true } },
      { properties: { ownWord: true } },
    ],
    ["leaves data alone", { enum: [{ $ref: "x", ownWord: 1 }] }, { enum: [{ $ref: "x", ownWord: 1 }] }],
    [
      "drops what may be hard there, and what would be about all items",
      { format: "date-time", contains: {}, minContains: 0, prefixItems: [{}], items: false },
      {},
    ],
    [
      "moves definitions",
      { $ref: "#/$defs/a", $defs: { a: { $ref: "#/$defs/a" } } },
      { $ref: "#/definitions/a", definitions: { a: { $ref: "#/definitions/a" } } },
    ],
    [
      "keeps the siblings of a reference",
      { items: { $ref: "#/$defs/a", title: "x", allOf: [true] } },
      { items: { title: "x", allOf: [{ $ref: "#/definitions/a" }, true] } },
    ],
  ] as const) {
    it(what, () => {
      expect(draft07(given)).to.deep.equal({ ...dialect, ...expected });
    });
  }
});
