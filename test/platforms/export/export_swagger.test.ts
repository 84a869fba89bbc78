// Swagger 2.0 and Power Platform: valid by an independent linter, and equivalent to the OpenAPI document.
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import type { JsonObject } from "../../../connector/index.js";
import { powerPlatform } from "../../../platforms/export/power_platform.js";
import { swagger2Document } from "../../../platforms/export/swagger2.js";
import { swaggerSchema } from "../../../platforms/export/swagger2_schemas.js";
import { styleFaults } from "./style_faults.js";
import { packageInfo } from "../../../platforms/shared/package_info.js";
import { faultsOf, names, openApi, source, valuesOf, variations } from "./exported.js";

const swagger = swagger2Document(openApi);
const files = powerPlatform(swagger, source.connector.manifest.name);
const fileOf = (name: string): JsonObject => JSON.parse(files.get(name) ?? "") as JsonObject;
const definition = fileOf("apiDefinition.swagger.json");

interface Operation extends JsonObject {
  operationId: string;
  tags: string[];
  parameters?: JsonObject[];
  requestBody?: { required: boolean };
}

/** Returns each operation by method and path. */
const operationsOf = ({ paths }: JsonObject): [string, Operation][] =>
  Object.entries(paths as Record<string, Record<string, Operation>>).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => method !== "parameters")
      .map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation]),
  );

/** Returns the schema as plain JSON Schema: a checker does not know x-nullable. */
function withNulls(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withNulls);
  if (typeof schema !== "object" || schema === null) return schema;
  const { "x-nullable": isNullable, ...words } = schema as JsonObject;
  const plain = Object.fromEntries(Object.entries(words).map(([word, value]) => [word, withNulls(value)]));
  return isNullable === true ? { anyOf: [plain, { type: "null" }] } : plain;
}

for (const [what, document] of [
  ["swagger2", swagger],
  ["power-platform", definition],
] as const)
  describe(`export ${what}`, () => {
    it("has no fault that the linter reports, warnings included", async () => {
      expect(await faultsOf(document)).to.deep.equal([]);
      expect(styleFaults(document)).to.deep.equal([]);
    });

    it("is checked by a linter that finds faults", async () => {
      const broken = (from: string, to: string) => JSON.parse(JSON.stringify(document).replaceAll(from, to));
      const faults = async (from: string, to: string) => (await faultsOf(broken(from, to))).join();
      expect(await faults('"#/definitions/Job"', '"#/definitions/Jab"')).to.include("no-unresolved-refs");
      expect(await faults('"enum":["running"', '"const":1,"enum":["running"')).to.include("struct");
      expect(await faults('"swagger":"2.0"', '"swagger":"2.0","servers":[]')).to.include("struct");
    });

    it("has the operations of the OpenAPI document and no others", () => {
      const places = operationsOf(document).map(([place]) => place);
      expect(places).to.deep.equal(operationsOf(openApi).map(([place]) => place));
      for (const name of names) expect(places).to.include(`post /actions/${name}`);
    });

    it("accepts the same parameters, except the body", () => {
      const paths = (of: JsonObject) => of["paths"] as Record<string, { parameters?: { $ref: string }[] }>;
      for (const [path, { parameters }] of Object.entries(paths(openApi)))
        expect(paths(document)[path]?.parameters).to.deep.equal(
          parameters?.map(({ $ref }) => ({ $ref: $ref.replace("#/components/", "#/") })),
        );
      const bodies = new Map(operationsOf(openApi).map(([place, { requestBody }]) => [place, requestBody]));
      for (const [place, { parameters }] of operationsOf(document)) {
        const [body] = parameters ?? [];
        const isRequired = bodies.get(place)?.required;
        expect([body?.["in"], body?.["required"]], place).to.deep.equal(
          place.startsWith("post ") ? ["body", isRequired] : [undefined, undefined],
        );
      }
      // An action without required inputs needs no body.
      for (const [name, isRequired] of [
        ["import_indicators", true],
        ["get_indicators", false],
      ] as const)
        for (const place of [`post /actions/${name}`, `post /actions/${name}/jobs`])
          expect(bodies.get(place)?.required, place).to.equal(isRequired);
    });

    it("describes responses by status, and a problem for all other statuses", () => {
      for (const [place, { responses }] of operationsOf(document)) {
        const { default: other, ...events } = responses as Record<string, JsonObject>;
        for (const status of Object.keys(events)) expect(status, place).to.match(/^\d{3}$/);
        expect(other?.["schema"], place).to.deep.equal({ $ref: "#/definitions/Problem" });
        expect(other?.["description"], place).to.match(/^4XX: .+\./);
      }
    });

    it("shows examples and headers of responses, and deprecated operations", () => {
      const operations = Object.fromEntries(operationsOf(document));
      const { responses } = operations["post /actions/import_indicators"] as Operation;
      const response = (responses as { "200": { examples: JsonObject; headers: JsonObject } })["200"];
      const [example] = valuesOf("import_indicators", "output");
      expect(response.examples).to.deep.equal({ "application/json": example });
      expect(response.headers["Run-Warnings"]).to.include({ type: "string" });
      expect(operations["post /actions/submit_ti_indicators"]).to.include({ deprecated: true });
      const open = Object.keys(operations).filter((place) => operations[place]?.["security"] !== undefined);
      expect(open).to.deep.equal(["get /health", "get /ready"]);
    });
  });

describe("export swagger2: schemas", () => {
  const definitions = swagger["definitions"] as Record<string, JsonObject>;

  it("contain no keyword that Swagger 2.0 lacks", () => {
    const text = JSON.stringify(definitions);
    expect(text).to.include('"x-nullable":true');
    expect(text).not.to.match(/"(?:oneOf|anyOf|not|const|\$defs|if|patternProperties|examples)":/);
    expect(text).not.to.match(/"type":\[|"null"|\.json"/);
  });

  it("accept all values that the originals accept, for any value in any place", () => {
    const originals = new Ajv2020({ strict: false, validateFormats: false });
    originals.addSchema(openApi, "openapi");
    const translated = new Ajv({ strict: false, validateFormats: false });
    translated.addSchema({ definitions: withNulls(definitions) as JsonObject }, "swagger");
    let tried = 0;
    for (const name of names)
      for (const part of ["input", "output"] as const) {
        const place = `${name}_${part}`.replace(/(?:^|_)(\w)/g, (_all, letter: string) =>
          letter.toUpperCase(),
        );
        const isOriginal = originals.compile({ $ref: `openapi#/components/schemas/${place}` });
        const isTranslated = translated.compile({ $ref: `swagger#/definitions/${place}` });
        for (const value of valuesOf(name, part).flatMap((one) => [...variations(one)])) {
          if (!isOriginal(value)) continue;
          tried += 1;
          expect(isTranslated(value), `${place}: ${JSON.stringify(value)}`).to.equal(true);
        }
        expect(isTranslated([]), place).to.equal(false);
      }
    expect(tried).to.be.greaterThan(4000);
  });

  it("still reject a wrong type, a missing field or another constant", () => {
    const ajv = new Ajv({ strict: false });
    ajv.addSchema({ definitions: withNulls(definitions) as JsonObject }, "swagger");
    const check = ajv.compile({ $ref: "swagger#/definitions/ImportIndicatorsInput" });
    const [good] = valuesOf("import_indicators", "input") as [{ json_body: { Indicators: JsonObject[] } }];
    const changed = (change: JsonObject): unknown => {
      const copy = structuredClone(good);
      Object.assign(copy.json_body.Indicators[0] as JsonObject, change);
      return copy;
    };
    expect(check(good)).to.equal(true);
    for (const change of [{ title: 1 }, { title: null }, { action: "Smile" }, { rbacGroupNames: [1] }])
      expect(check(changed(change)), JSON.stringify(change)).to.equal(false);
    expect(check({})).to.equal(false);
  });

  const lookup = () => ({ type: "object" });
  for (const [what, given, expected] of [
    [
      "a type or null",
      { type: ["string", "null"], minLength: 1 },
      { type: "string", minLength: 1, "x-nullable": true },
    ],
    ["several types, one of them with items", { type: ["string", "array"], items: { type: "string" } }, {}],
    ["several types or null", { type: ["string", "number", "null"], description: "x" }, { description: "x" }],
    ["values and null", { enum: ["a", "b", null] }, { type: "string", enum: ["a", "b"], "x-nullable": true }],
    ["values of several types", { enum: ["a", 1] }, { enum: ["a", 1] }],
    ["a list of values", { enum: [["a"]] }, { type: "array", items: {}, enum: [["a"]] }],
    ["one value", { const: 1 }, { type: "number", enum: [1] }],
    ["null alone, which has no type here", { const: null }, {}],
    [
      "nothing but a type or null",
      { anyOf: [{ type: "integer" }, { type: "null" }] },
      { type: "integer", "x-nullable": true },
    ],
    [
      "alternatives of one type",
      { oneOf: [{ $ref: "#/components/schemas/A" }, { type: "object" }] },
      { type: "object" },
    ],
    ["alternatives without a common type", { anyOf: [{ type: "object" }, { minLength: 1 }] }, {}],
    ["a reference", { $ref: "#/components/schemas/A" }, { $ref: "#/definitions/A" }],
    [
      "a reference with siblings",
      { $ref: "#/components/schemas/A", title: "x" },
      { title: "x", allOf: [{ $ref: "#/definitions/A" }] },
    ],
    [
      "no further properties",
      { type: "object", additionalProperties: false },
      { type: "object", additionalProperties: false },
    ],
    [
      "further properties of a type or null",
      { additionalProperties: { type: ["string", "null"] } },
      { additionalProperties: { type: "string", "x-nullable": true } },
    ],
    [
      "names by pattern, and no further ones",
      { patternProperties: { "^x": true }, additionalProperties: false },
      {},
    ],
    ["a property that is free", { properties: { a: true, b: false } }, { properties: { a: {}, b: {} } }],
    [
      "a property called like a word",
      { properties: { const: { const: 1 } } },
      { properties: { const: { type: "number", enum: [1] } } },
    ],
    ["first items, and what the others are", { prefixItems: [{}], items: { type: "string" } }, {}],
    ["nothing required", { required: [] }, {}],
    [
      "words that only narrow",
      { not: { const: 1 }, if: {}, exclusiveMinimum: 0, examples: [1], unevaluatedProperties: false },
      {},
    ],
  ] as const) {
    it(`says ${what}`, () => {
      expect(swaggerSchema(given, lookup)).to.deep.equal(expected);
    });
  }
});

describe("export power-platform", () => {
  const { properties } = fileOf("apiProperties.json") as {
    properties: {
      connectionParameters: Record<string, { type: string; uiDefinition: JsonObject }>;
      policyTemplateInstances: { templateId: string; parameters: Record<string, string> }[];
      iconBrandColor: string;
    };
  };

  it("is the Swagger document except for its extensions", () => {
    const plain = JSON.stringify(definition).replaceAll(/,?"x-ms-[a-z]+":"[^"]*"/g, "");
    const { paths, definitions, parameters } = JSON.parse(plain) as JsonObject;
    const ids = (text: string) => text.replaceAll(/"operationId":"[^"]*"/g, "");
    expect(definitions).to.deep.equal(swagger["definitions"]);
    expect(parameters).to.deep.equal(swagger["parameters"]);
    expect(ids(JSON.stringify(paths))).to.equal(ids(JSON.stringify(swagger["paths"])));
  });

  it("has a short name, and an address and a key for each connection", () => {
    expect((definition["info"] as JsonObject)["title"]).to.equal("Defender Indicators");
    const { service_url: address, api_key: key, ...others } = properties.connectionParameters;
    expect([address?.type, key?.type, others]).to.deep.equal(["string", "securestring", {}]);
    expect(key?.uiDefinition["constraints"]).to.deep.include({ clearText: false, required: "true" });
    expect(properties.iconBrandColor).to.match(/^#[\da-f]{6}$/);
    expect(definition).to.deep.include({ security: [{ api_key: [] }], schemes: ["https"] });
    const { securityDefinitions } = definition as { securityDefinitions: Record<string, JsonObject> };
    expect(securityDefinitions["api_key"]).to.include({
      type: "apiKey",
      in: "header",
      name: "Authorization",
    });
  });

  it("derives the address and the label of a connection from them", () => {
    const policies = properties.policyTemplateInstances.map(({ templateId, parameters }) => [
      templateId,
      ...Object.values(parameters),
    ]);
    expect(policies).to.deep.equal([
      ["dynamichosturl", "@connectionParameters('service_url')"],
      ["setheader", "Authorization", "Bearer @connectionParameters('api_key')", "override", "Request"],
    ]);
  });

  it("names its publisher, as the catalog of connectors requires", () => {
    const { author, homepage } = packageInfo();
    const { info, "x-ms-connector-metadata": metadata } = definition as JsonObject & { info: JsonObject };
    expect(info["contact"]).to.have.all.keys("name", "url");
    expect(metadata).to.deep.equal([
      { propertyName: "Website", propertyValue: homepage },
      { propertyName: "Privacy policy", propertyValue: homepage },
      { propertyName: "Categories", propertyValue: "Security;IT Operations" },
    ]);
    expect(properties).to.include({ publisher: author, stackOwner: author });
  });

  it("names operations and parameters as Microsoft's rules require, and shows the actions first", () => {
    const operations = operationsOf(definition).map(([, operation]) => operation);
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).to.equal(ids.length);
    for (const id of ids) expect(id).to.match(/^[A-Z][A-Za-z]+$/);
    expect(ids).to.include.members(["ImportIndicators", "BeginImportIndicators", "GetJobResult"]);
    for (const { tags, summary, ...operation } of operations) {
      expect(summary).to.be.a("string");
      expect(operation["x-ms-visibility"]).to.equal(tags[0] === "Actions" ? "important" : "advanced");
      for (const parameter of operation.parameters ?? [])
        expect(parameter).to.include({ "x-ms-summary": "Body", "x-ms-visibility": "important" });
    }
    const { parameters } = definition as { parameters: Record<string, JsonObject> };
    expect(parameters["deadline_ms"]).to.include({
      "x-ms-summary": "Deadline Ms",
      "x-ms-visibility": "advanced",
    });
    expect(parameters["id"]).to.include({ "x-ms-visibility": "important" });
  });

  it("has a title for each property at every depth", () => {
    const { definitions } = definition as {
      definitions: Record<string, { properties: Record<string, JsonObject> }>;
    };
    expect(definitions["Indicator"]?.properties["rbacGroupNames"]).to.include({
      "x-ms-summary": "Rbac Group Names",
    });
    expect(JSON.stringify(definitions["GetIndicatorsInput"])).to.include('"x-ms-summary":"Orderby"');
    for (const { properties: some = {} } of Object.values(definitions))
      for (const property of Object.values(some))
        expect(Object.hasOwn(property, "x-ms-summary")).to.equal(!Object.hasOwn(property, "$ref"));
  });
});
