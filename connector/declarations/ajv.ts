/** Compiles schemas to validators, at start or, for the package, ahead of time. */
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

/** One thing that a validator found. */
export interface Problem {
  /** JSON Pointer to what is wrong. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: JsonObject;
  readonly message?: string;
  /** JSON Pointer into the schema, behind #. */
  readonly schemaPath?: string;
}

/** True for valid data; else its own `errors` say why. `this` carries the time that rules compare with. */
export interface Validator {
  (this: { readonly nowMs: number } | void, data: unknown): boolean;
  errors?: readonly Problem[] | null;
}

/** Schemas by id. Ids are paths from the root; those made up by the engine have a further part behind the file's name. */
export type SchemaSet = ReadonlyMap<string, JsonObject>;

/** Ids are resolved against each other, so they need a scheme. */
const base = "schema:///";

/** @param thorough finds every problem, not the first only */
function compiler(schemas: SchemaSet, thorough: boolean, code?: Options["code"]): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: thorough,
    passContext: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    allowUnionTypes: true,
    validateFormats: true,
    // Lengths in UTF-16 units: counting code points walks through every string of every row.
    unicode: false,
    // It would only say that this option is an old one; strict mode throws what matters.
    logger: false,
    formats: vocabulary.formats,
    keywords: [inFuture, ascending, offeredWith, furtherValues, ...patternKeywords],
    ...(code === undefined ? {} : { code }),
  });
  // Keeping account of the fields that were looked at makes an object of them all for every row. A schema that
  // asks for it finds no row good without, and leaves the word to the thorough validator.
  ajv.opts.unevaluated = thorough;
  for (const [id, schema] of schemas) ajv.addSchema({ ...schema, $id: base + id });
  return ajv;
}

/** Words that a schema may hold. */
export function keywords(): ReadonlySet<string> {
  allKeywords ??= new Set(Object.keys(compiler(new Map(), true).RULES.keywords));
  return allKeywords;
}
let allKeywords: ReadonlySet<string> | undefined;

/** What JSON Schema's own schema finds wrong with a schema. */
export function schemaErrors(schema: JsonObject): readonly Problem[] {
  formCheck ??= compiler(new Map(), true);
  return formCheck.validateSchema(schema) === true ? [] : ((formCheck.errors ?? []) as Problem[]);
}
let formCheck: Ajv2020 | undefined;

/** Why schemas do not compile, by id. */
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

/** Validators by id, each compiled when it is asked for. Throws ajv's error for a schema that is none. */
export function validatorsOf(
  schemas: SchemaSet,
  quick: ReadonlySet<string>,
): (id: string) => Validator | undefined {
  const [thorough, first] = [compiler(schemas, true), compiler(schemas, false)];
  return (id) => (quick.has(id) ? first : thorough).getSchema(base + id) as Validator | undefined;
}

/**
 * The same as the text of a function that takes the vocabulary and gives them by id: nothing is compiled until it is
 * called. It stands in a module that has `createRequire`.
 */
export function compileToText(schemas: SchemaSet, wanted: readonly string[], thorough: boolean): string {
  const ajv = compiler(schemas, thorough, {
    source: true,
    lines: true,
    formats: _`vocabulary.formats`,
  });
  const names = new Map(wanted.map((id, index) => [`validator${index}`, base + id]));
  const made = standalone.default(ajv, Object.fromEntries(names));
  // For ajv's own helpers, which some keywords need: written so that a bundler finds them.
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

/** An empty error for every `if` that does not hold costs one garbage collection in seven, and a quick validator tells none. */
function withoutUnusedErrors(text: string): string {
  const unused =
    /const (err\d+) = \{\};\nif\(vErrors === null\)\{\nvErrors = \[\1\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}\n/g;
  return text.replace(unused, "");
}

const inFuture: CodeKeywordDefinition = {
  keyword: "inFuture",
  type: "string",
  schemaType: "boolean",
  error: { message: "must be a moment in the future" },
  code(cxt: KeywordCxt) {
    const isFuture = cxt.gen.scopeValue("func", { ref: vocabulary.isFuture, code: _`vocabulary.isFuture` });
    cxt.fail(_`!${isFuture}(${cxt.data}, this.nowMs)`);
  },
};

const ascending: CodeKeywordDefinition = {
  keyword: "ascending",
  type: "object",
  schemaType: "array",
  error: { message: "must be moments in ascending order" },
  code(cxt: KeywordCxt) {
    const isAscending = cxt.gen.scopeValue("func", {
      ref: vocabulary.isAscending,
      code: _`vocabulary.isAscending`,
    });
    cxt.fail(_`!${isAscending}(${cxt.data}, ${stringify(cxt.schema)})`);
  },
};

/** Read from the declaration of the options; neither says anything about the value. */
const offeredWith = { keyword: "offeredWith", metaSchema: { enum: vocabulary.optionConditions } };
const furtherValues = { keyword: "furtherValues", metaSchema: { type: "string", pattern: "^(/[^/]+)+$" } };
