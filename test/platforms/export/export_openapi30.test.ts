// OpenAPI 3.0 and the plugin of Security Copilot: valid by an independent linter, and equivalent to the
// OpenAPI 3.1 document.
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import { getAt, type JsonObject } from "../../../connector/platform_api.js";
import { openApi30Document } from "../../../platforms/export/openapi30.js";
import { openApi30Schema } from "../../../platforms/export/openapi30_schemas.js";
import { securityCopilot } from "../../../platforms/export/security_copilot.js";
import { faultsOf, names, openApi, valuesOf, variations } from "./exported.js";
import { styleFaults } from "./style_faults.js";

const document = openApi30Document(openApi);
const schemasOf = (of: JsonObject) =>
  (of as { components: { schemas: Record<string, JsonObject> } }).components.schemas;

/** Returns the schema as JSON Schema of draft-07: a checker knows neither nullable nor exclusive limits of 3.0. */
function plain(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(plain);
  if (typeof schema !== "object" || schema === null) return schema;
  const { nullable, ...words } = schema as JsonObject;
  const changed: JsonObject = Object.fromEntries(
    Object.entries(words).map(([word, value]) => [word, plain(value)]),
  );
  for (const [exclusive, word] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ] as const)
    if (changed[exclusive] === true) {
      changed[exclusive] = changed[word];
      delete changed[word];
    }
  return nullable === true ? { anyOf: [changed, { type: "null" }] } : changed;
}

describe("export openapi", () => {
  it("has no fault that the linters report, warnings included", async () => {
    expect(await faultsOf(openApi)).to.deep.equal([]);
    expect(styleFaults(openApi)).to.deep.equal([]);
  });

  it("has examples with declared properties only, at least one where the action has an output", () => {
    const text = JSON.stringify(openApi["paths"]);
    expect(text).to.not.include("ruleSource");
    for (const name of names) {
      const { post } = (openApi["paths"] as Record<string, { post: JsonObject }>)[`/actions/${name}`] ?? {};
      const examples = getAt(post, "/responses/200/content/application~1json/examples") as object;
      const all = valuesOf(name, "output");
      expect(Object.keys(examples).length, name).to.be.within(Math.min(1, all.length), all.length);
    }
  });
});

describe("export openapi-3.0", () => {
  it("has no fault that the linter reports, warnings included", async () => {
    expect(await faultsOf(document)).to.deep.equal([]);
    expect(styleFaults(document)).to.deep.equal([]);
  });

  it("is checked by linters that find faults", async () => {
    const broken = (from: string, to: string): JsonObject =>
      JSON.parse(JSON.stringify(document).replace(from, to)) as JsonObject;
    const faults = async (from: string, to: string) => (await faultsOf(broken(from, to))).join();
    expect(await faults('"enum":["running"', '"const":1,"enum":["running"')).to.include("struct");
    expect(await faults('"type":"integer"', '"type":["integer","null"]')).to.include("struct");
    expect(await faults('"#/components/schemas/Job"', '"#/components/schemas/Jab"')).to.include("unresolved");
    expect(styleFaults(broken('"contact"', '"x-contact"'))).to.deep.equal(["info has no contact"]);
    expect(styleFaults(broken('"nullable":true', '"nullable":true,"type":null')).join()).to.include(
      "no type",
    );
  });

  it("is of a version that Security Copilot reads, with the operations of the 3.1 document", () => {
    expect(document["openapi"]).to.equal("3.0.1");
    const placesIn = (of: JsonObject) =>
      Object.entries(of["paths"] as Record<string, JsonObject>).map(([path, item]) => [
        path,
        Object.keys(item),
      ]);
    expect(placesIn(document)).to.deep.equal(placesIn(openApi));
    expect(Object.keys(schemasOf(document))).to.deep.equal(Object.keys(schemasOf(openApi)));
  });

  it("has schemas that accept every value that the schemas of 3.1 accept", () => {
    const originals = new Ajv2020({ strict: false, validateFormats: false });
    originals.addSchema({ $id: "a", ...openApi });
    const translated = new Ajv({ strict: false, validateFormats: false });
    translated.addSchema({ $id: "b", ...(plain(document) as JsonObject) });
    const counts = { accepted: 0, rejectedByBoth: 0 };
    for (const name of names)
      for (const part of ["input", "output"] as const) {
        const word = name.replace(/(?:^|_)(\w)/g, (_all, letter: string) => letter.toUpperCase());
        const component = `${word}${part === "input" ? "Input" : "Output"}`;
        const isOriginal = originals.compile({ $ref: `a#/components/schemas/${component}` });
        const isTranslated = translated.compile({ $ref: `b#/components/schemas/${component}` });
        for (const value of valuesOf(name, part).flatMap((one) => [...variations(one)])) {
          const isAccepted = isTranslated(value);
          if (isOriginal(value)) {
            counts.accepted += 1;
            expect(isAccepted, `${component}: ${JSON.stringify(value)}`).to.equal(true);
          } else if (!isAccepted) counts.rejectedByBoth += 1;
        }
      }
    expect(counts.accepted).to.be.greaterThan(4000);
    expect(counts.rejectedByBoth).to.be.greaterThan(2000);
  });

  const lookup = (reference: string) => getAt({ X: { type: "string" } }, reference.slice(1)) as JsonObject;
  for (const [what, given, expected] of [
    ["a type or null", { type: ["string", "null"] }, { type: "string", nullable: true }],
    ["several types, which 3.0 cannot list", { type: ["string", "integer"], minLength: 1 }, {}],
    ["a constant", { const: 1 }, { type: "number", enum: [1] }],
    ["values with null", { enum: ["a", null] }, { type: "string", enum: ["a", null], nullable: true }],
    [
      "an exclusive limit",
      { type: "integer", exclusiveMinimum: 0 },
      { type: "integer", minimum: 0, exclusiveMinimum: true },
    ],
    [
      "an alternative for null",
      { anyOf: [{ $ref: "#/X" }, { type: "null" }] },
      { type: "string", anyOf: [{ $ref: "#/X" }], nullable: true },
    ],
    [
      "siblings of a reference",
      { $ref: "#/X", description: "d" },
      { description: "d", allOf: [{ $ref: "#/X" }] },
    ],
    ["an array of anything", { type: "array" }, { type: "array", items: {} }],
    [
      "what 3.0 does not know",
      { type: "object", if: {}, then: {}, patternProperties: { a: {} }, additionalProperties: false },
      { type: "object" },
    ],
  ] as const)
    it(`converts ${what}`, () => {
      expect(openApi30Schema(given, lookup)).to.deep.equal(expected);
    });
});

describe("export security-copilot", () => {
  const plugin = {
    name: "a-plugin",
    title: "A".repeat(50),
    description: "d",
    homepage: "https://example.com/x",
  };
  const files = securityCopilot(document, plugin);
  const { Descriptor: descriptor, SkillGroups: groups } = JSON.parse(files.get("manifest.json") ?? "") as {
    Descriptor: JsonObject & { Settings: { Name: string; Required: boolean }[] };
    SkillGroups: { Format: string; Settings: JsonObject }[];
  };

  it("refers to the document of 3.0 that is next to the manifest", () => {
    const [path, ...others] = [...files.keys()].filter((name) => name !== "manifest.json");
    expect(others).to.deep.equal([]);
    expect(JSON.parse(files.get(path ?? "") ?? "")).to.deep.equal(document);
    expect(groups.map(({ Format }) => Format)).to.deep.equal(["API"]);
    expect(groups[0]?.Settings["OpenApiSpecUrl"]).to.equal(`https://example.com/x/${path}`);
  });

  it("asks for the address of the service and for its key, and keeps the limits of names", () => {
    const [setting] = descriptor.Settings;
    expect(setting).to.include({ Required: true });
    expect(groups[0]?.Settings["EndpointUrlSettingName"]).to.equal(setting?.Name);
    expect(descriptor["SupportedAuthTypes"]).to.deep.equal(["ApiKey"]);
    expect(descriptor["Authorization"]).to.deep.equal({
      Type: "APIKey",
      Key: "Authorization",
      Location: "Header",
      AuthScheme: "Bearer",
    });
    expect(descriptor["Name"]).to.match(/^[^/\\?#]{1,100}$/);
    expect(descriptor["DisplayName"]).to.have.length(40);
  });
});
