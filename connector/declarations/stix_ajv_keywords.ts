/** The ajv keywords for STIX patterns; `stix_patterns.ts` has their functions. */
import { _, type CodeKeywordDefinition, type KeywordCxt, stringify } from "ajv/dist/2020.js";
import * as vocabulary from "./ajv_keywords.js";

/** Keywords for texts. The function with the same name returns the problem. */
const detailed: CodeKeywordDefinition[] = Object.entries(vocabulary.details).map(([keyword, ref]) => ({
  keyword,
  type: "string",
  schemaType: ["boolean", "array"],
  error: {
    message: "is not valid",
    params: ({ params: { detail = "" } }) => _`{detail: ${detail}}`,
  },
  code(cxt: KeywordCxt) {
    const find = cxt.gen.scopeValue("func", { ref, code: _`vocabulary.details[${keyword}]` });
    const detail = cxt.gen.const("detail", _`${find}(${cxt.data}, ${stringify(cxt.schema)})`);
    cxt.setParams({ detail });
    cxt.fail(_`${detail} !== undefined`);
  },
}));

/** Each value that a STIX pattern compares at one of the paths `at` must satisfy `schema`. */
const stixValues: CodeKeywordDefinition = {
  keyword: "stixValues",
  type: "string",
  schemaType: "object",
  error: {
    message: "compares with a value that is not valid",
    params: ({ params: { found = "" } }) => _`{found: ${found}}`,
  },
  code(cxt: KeywordCxt) {
    const { gen, data, it } = cxt;
    const { at } = cxt.schema as { at: readonly string[] };
    const values = gen.scopeValue("func", { ref: vocabulary.stixValues, code: _`vocabulary.stixValues` });
    const areValid = gen.let("areValid", true);
    gen.forOf("value", _`${values}(${data}, ${stringify(at)})`, (value) => {
      const isValid = gen.name("isValid");
      const each = { data: value, dataTypes: ["string" as const], propertyName: value };
      cxt.subschema({ keyword: "stixValues", schemaProp: "schema", ...each, compositeRule: true }, isValid);
      gen.if(_`!${isValid}`, () => {
        gen.assign(areValid, false);
        cxt.setParams({ found: value });
        cxt.error(true);
        if (it.allErrors !== true) gen.break();
      });
    });
    cxt.ok(areValid);
  },
};

/** All STIX keywords. */
export const patternKeywords: readonly CodeKeywordDefinition[] = [...detailed, stixValues];
