/** Compiles schemas to validators, at start or when the package is built. */
import {
  _,
  Ajv2020,
  type CodeKeywordDefinition,
  type KeywordCxt,
  type Options,
  stringify,
} from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import type { JsonObject } from "../contract/types.js";
import { patternKeywords } from "./stix_ajv_keywords.js";
import * as vocabulary from "./ajv_keywords.js";

/** One problem that a validator found. */
export interface Problem {
  /** JSON Pointer to the invalid value. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: JsonObject;
  readonly message?: string;
  /** JSON Pointer into the schema, after #. */
  readonly schemaPath?: string;
}

/** Returns true for valid data; otherwise `errors` has the reasons. `this` provides the time for rules. */
export interface Validator {
  (this: { readonly nowMs: number } | void, data: unknown): boolean;
  errors?: readonly Problem[] | null;
}

/** Schemas by id. Ids are paths from the root; generated ids have a suffix after the file name. */
export type SchemaSet = ReadonlyMap<string, JsonObject>;

/** Ids are resolved against each other, so they need a scheme. */
const base = "schema:///";

/**
 * Returns an Ajv instance.
 * @param thorough - finds all problems, not only the first one
 */
function compiler(schemas: SchemaSet, thorough: boolean, code?: Options["code"]): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: thorough,
    passContext: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    allowUnionTypes: true,
    validateFormats: true,
    // Lengths in UTF-16 units, because counting code points iterates over every string of every row.
    unicode: false,
    // The logger would only warn that this option is deprecated; strict mode throws all relevant problems.
    logger: false,
    formats: vocabulary.formats,
    keywords: [inFuture, ascending, offeredWith, furtherValues, ...patternKeywords],
    ...(code === undefined ? {} : { code }),
  });
  // Tracking evaluated fields allocates an object per row. Without it, a schema with unevaluated keywords
  // never accepts a row, and the thorough validator decides.
  ajv.opts.unevaluated = thorough;
  for (const [id, schema] of schemas) ajv.addSchema({ ...schema, $id: base + id });
  return ajv;
}

/** Returns the keywords that a schema can contain. */
export function keywords(): ReadonlySet<string> {
  allKeywords ??= new Set(Object.keys(compiler(new Map(), true).RULES.keywords));
  return allKeywords;
}
let allKeywords: ReadonlySet<string> | undefined;

/** Returns the problems that the JSON Schema meta schema finds in a schema. */
export function schemaErrors(schema: JsonObject): readonly Problem[] {
  formCheck ??= compiler(new Map(), true);
  return formCheck.validateSchema(schema) === true ? [] : ((formCheck.errors ?? []) as Problem[]);
}
let formCheck: Ajv2020 | undefined;

/** Returns the reason for each schema that does not compile, by id. */
export function compileErrors(schemas: readonly (readonly [id: string, JsonObject])[]): Map<string, string> {
  const ajv = compiler(new Map(), true);
  const faults = new Map<string, string>();
  const tried = (id: string, step: () => void): void => {
    try {
      if (!faults.has(id)) step();
    } catch (error) {
      faults.set(id, (error as Error).message);
    }
  };
  for (const [id, schema] of schemas) tried(id, () => void ajv.addSchema({ ...schema, $id: base + id }));
  for (const [id] of schemas) tried(id, () => void ajv.getSchema(base + id));
  return faults;
}

/**
 * Returns a function that compiles validators by id on demand.
 * @throws ajv's error for an invalid schema
 */
export function validatorsOf(
  schemas: SchemaSet,
  quick: ReadonlySet<string>,
): (id: string) => Validator | undefined {
  const [thorough, first] = [compiler(schemas, true), compiler(schemas, false)];
  return (id) => (quick.has(id) ? first : thorough).getSchema(base + id) as Validator | undefined;
}

/**
 * Returns the validators as source text: a function that accepts the keywords and returns validators by id.
 * Nothing is compiled until the function is called. The text needs a module with `createRequire`.
 */
export function compileToText(schemas: SchemaSet, wanted: readonly string[], thorough: boolean): string {
  const ajv = compiler(schemas, thorough, {
    source: true,
    lines: true,
    formats: _`vocabulary.formats`,
  });
  const names = new Map(wanted.map((id, index) => [`validator${index}`, base + id]));
  const made = standalone.default(ajv, Object.fromEntries(names));
  // For ajv's own helpers that some keywords need, in a form that a bundler finds.
  const text = made.replaceAll('require("ajv/', 'createRequire(import.meta.url)("ajv/');
  const entries = wanted.map((id, index) => `  [${JSON.stringify(id)}, exports.validator${index}],`);
  return [
    "(vocabulary) => {",
    "const exports = {};",
    thorough ? text : withoutUnusedErrors(text),
    `return new Map([\n${entries.join("\n")}\n]);`,
    "}",
  ].join("\n");
}

/**
 * Removes empty errors of unmatched `if`s. They cost every seventh garbage collection and are never reported.
 */
function withoutUnusedErrors(text: string): string {
  const unused =
    /const (err\d+) = \{\};\nif\(vErrors === null\)\{\nvErrors = \[\1\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}\n/g;
  return text.replace(unused, "");
}

const inFuture: CodeKeywordDefinition = {
  keyword: "inFuture",
  type: "string",
  schemaType: "boolean",
  error: { message: "must be a timestamp in the future" },
  code(cxt: KeywordCxt) {
    const isFuture = cxt.gen.scopeValue("func", { ref: vocabulary.isFuture, code: _`vocabulary.isFuture` });
    cxt.fail(_`!${isFuture}(${cxt.data}, this.nowMs)`);
  },
};

const ascending: CodeKeywordDefinition = {
  keyword: "ascending",
  type: "object",
  schemaType: "array",
  error: { message: "must be timestamps in ascending order" },
  code(cxt: KeywordCxt) {
    const isAscending = cxt.gen.scopeValue("func", {
      ref: vocabulary.isAscending,
      code: _`vocabulary.isAscending`,
    });
    cxt.fail(_`!${isAscending}(${cxt.data}, ${stringify(cxt.schema)})`);
  },
};

/** Keywords of the option declarations. They do not validate the value. */
const offeredWith = { keyword: "offeredWith", metaSchema: { enum: vocabulary.optionConditions } };
const furtherValues = { keyword: "furtherValues", metaSchema: { type: "string", pattern: "^(/[^/]+)+$" } };
