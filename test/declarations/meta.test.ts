import { expect } from "chai";
import type { JsonObject } from "../../connector/index.js";
import { own } from "../engine/stub.js";

const metaFiles = [...own.schemas].filter(([path]) => path.startsWith("schemas/meta/"));
const otherFiles = [...own.schemas].filter(([path]) => /^schemas\/(?:objects|assets|actions)\//.test(path));

/** Visits every schema within a schema. */
function walk(schema: unknown, at: string, visit: (schema: JsonObject, at: string) => void): void {
  if (typeof schema !== "object" || schema === null) return;
  const one = schema as JsonObject;
  visit(one, at);
  for (const [name, part] of Object.entries((one["properties"] ?? {}) as JsonObject))
    walk(part, `${at}/properties/${name}`, visit);
  walk(one["items"], `${at}/items`, visit);
  walk(one["additionalProperties"], `${at}/additionalProperties`, visit);
  for (const key of ["oneOf", "anyOf", "allOf"])
    for (const [i, part] of ((one[key] ?? []) as unknown[]).entries()) walk(part, `${at}/${key}/${i}`, visit);
}

describe("declare: schemas", () => {
  for (const [path, schema] of [...metaFiles, ...otherFiles]) {
    it(`${path} has a title and describes every property`, () => {
      const bare: string[] = [];
      walk(schema, "", ({ properties = {} }, at) => {
        for (const [name, part] of Object.entries(properties as Record<string, JsonObject>)) {
          const isShared = /^(?:\.\.\/objects\/|action\.schema\.json#\/)/.test(String(part["$ref"]));
          if (typeof part["description"] !== "string" && !isShared) bare.push(`${at}/properties/${name}`);
        }
      });
      expect(bare, "authors need a description of each field: add one").to.deep.equal([]);
      expect(schema).to.include.keys(["$schema", "title", "description"]);
    });
  }

  for (const [path, schema] of metaFiles) {
    it(`${path} rejects unknown fields`, () => {
      const open: string[] = [];
      walk(schema, "", (one, at) => {
        if (one["properties"] !== undefined && one["additionalProperties"] !== false) open.push(at);
      });
      expect(open, "a misspelled field would be ignored: close the object").to.deep.equal([]);
    });
  }

  for (const [path, schema] of otherFiles.filter(([name]) => name.startsWith("schemas/assets/"))) {
    it(`${path} rejects unknown fields, except if other kinds extend it`, () => {
      const isShared = /\/(?:shared|cloud)\.json$/.test(path);
      expect(schema["unevaluatedProperties"]).to.equal(isShared ? undefined : false);
    });
  }

  it("are named as $schema in every declaration", () => {
    expect(own.manifest.$schema).to.equal("schemas/meta/manifest.schema.json");
    for (const action of own.actions.values())
      expect(action.$schema).to.equal("../schemas/meta/action.schema.json");
    for (const composed of own.composed.values())
      expect(composed.$schema).to.equal("../schemas/meta/composed.schema.json");
  });
});
