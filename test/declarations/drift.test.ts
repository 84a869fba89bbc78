import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import fc from "fast-check";
import type { Validator } from "../../connector/declarations/ajv.js";
import type { JsonObject } from "../../connector/index.js";
import { packageRoot } from "../../connector/index.js";
import * as built from "../../connector/declarations/built/validators.js";
import {
  type Built,
  builtValidators,
  type ValidatorOf,
} from "../../connector/declarations/prebuilt_validators.js";
import { ids, runtimeIds } from "../../connector/declarations/schema_set.js";
import { builtModule } from "../../tools/build_validators.js";
import { generatedTypes } from "../../tools/generate_types.js";
import { changed, own } from "../engine/stub.js";
import { rulesFiles, validators } from "./sweep.js";
import { seed } from "../support/property_seed.js";

const root = packageRoot();

/** Returns the paths of all files in a folder and its subfolders. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll("\\", "/"));
}

describe("declare: generated types", () => {
  it("match the schemas: otherwise run `npm run generate` and commit", async () => {
    const wanted = await generatedTypes(root);
    const differing = [...wanted].filter(([path, text]) => readFileSync(join(root, path), "utf8") !== text);
    expect(differing.map(([path]) => path)).to.deep.equal([]);
  });

  it("have a schema each: delete files without a schema", async () => {
    const wanted = [...(await generatedTypes(root)).keys()];
    const folder = "connector/contract/generated";
    const there = filesBelow(join(root, folder)).map((name) => `${folder}/${name}`);
    expect(there).to.have.members(wanted);
  });
});

describe(`declare: built validators (FC_SEED=${seed})`, () => {
  let validatorOf: ValidatorOf;
  before(async () => {
    validatorOf = (await builtValidators(own)) as ValidatorOf;
  });

  it("match the declarations: otherwise run `npm run build`", () => {
    const text = readFileSync(join(root, "dist/connector/declarations/built/validators.js"), "utf8");
    expect(text === builtModule(own)).to.equal(true);
    expect(built.digest).to.equal(own.digest);
  });

  it("are compiled once each, and only the requested part", async () => {
    const calls: string[] = [];
    const parts: Built["parts"] = new Map(
      [...built.parts].map(([name, part]) => [name, (words) => (calls.push(name), part(words))]),
    );
    const find = (await builtValidators(own, async () => ({ ...built, parts }))) as ValidatorOf;
    const rules = "schemas/rules/indicator.json";
    expect(calls).to.deep.equal([]);
    const [good, again] = [find(ids.goodRow(rules)), find(ids.goodRow(rules))];
    expect([good === again, calls]).to.deep.equal([true, [`${rules}/good`]]);
    expect([find(ids.must(rules, 0)), find(ids.must(rules, 1))]).not.to.include(undefined);
    expect(calls).to.deep.equal([`${rules}/good`, rules]);
  });

  it("work with keywords that need a helper of ajv", async () => {
    const schema = "schemas/actions/import_indicators.input.json";
    const rows = "/properties/json_body/properties/Indicators";
    const changes = { [`${rows}/uniqueItems`]: true, "/properties/json_body/enum": [{ Indicators: [] }] };
    const declarations = changed({ schemas: { [schema]: changes } });
    const folder = mkdtempSync(join(root, "dist/built-"));
    try {
      const file = join(folder, "validators.mjs");
      writeFileSync(file, builtModule(declarations));
      const made = (await import(pathToFileURL(file).href)) as Built;
      const find = (await builtValidators(declarations, async () => made)) as ValidatorOf;
      const envelope = find(ids.envelope("import_indicators")) as Validator;
      const judgedOf = (Indicators: unknown[]) => envelope({ json_body: { Indicators } });
      expect([judgedOf([]), judgedOf([{ a: 1 }, { a: 1 }])]).to.deep.equal([true, false]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("are not used if they do not exist or belong to other declarations", async () => {
    const unread = async () => Promise.reject(new Error("broken"));
    expect(await builtValidators(own, unread)).to.equal(undefined);
    expect(await builtValidators({ ...own, digest: "other" })).to.equal(undefined);
  });

  it("exist for every id that a run can use", () => {
    for (const id of runtimeIds(own)) expect(validatorOf(id), id).to.be.a("function");
  });

  const nowMs = Date.parse("2026-01-01T00:00:00Z");
  const judged = (validator: Validator | undefined, data: unknown) => {
    const valid = validator?.call({ nowMs }, data);
    const problems = (validator?.errors ?? []).map(({ instancePath, keyword, params }) => ({
      instancePath,
      keyword,
      params,
    }));
    return { valid, problems: valid === true ? [] : problems };
  };
  const same = (data: unknown) => {
    for (const id of runtimeIds(own))
      expect(judged(validatorOf(id), data), id).to.deep.equal(judged(validators.get(id), data));
  };

  it("return the same results for the rules' own rows as newly compiled ones", () => {
    for (const [, { example, rules }] of rulesFiles)
      for (const { accepts, rejects } of rules)
        for (const change of [...accepts, ...rejects]) same({ ...example, ...change });
  });

  it("return the same results for any JSON as newly compiled ones", () => {
    const names = ["indicatorValue", "IndicatorValue", "indicatorType", "action", "expirationTime"];
    const more = ["title", "json_body", "headers", "client_id", "client_secret", "tenant_id", "cloud"];
    const values = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom("FileSha1", "IpAddress", "Block", "Audit", "10.0.0.1", "2021-01-01", "2030-01-01"),
    );
    const objects = fc.dictionary(fc.constantFrom(...names, ...more), values) as fc.Arbitrary<JsonObject>;
    fc.assert(
      fc.property(fc.oneof(objects, fc.jsonValue()), (data) => same(data)),
      { seed, numRuns: 200 },
    );
  });
});
