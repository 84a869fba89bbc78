/** Lists the schemas to compile: the declared ones and those made from them. */
import type { Action } from "../contract/action.js";
import type { Composed } from "../contract/generated/meta/composed.js";
import type { RowRules } from "../contract/generated/meta/rules.js";
import { parsePointer } from "../contract/json_pointer.js";
import type { JsonObject } from "../contract/types.js";
import type { SchemaSet } from "./ajv.js";
import { type Declarations, rulesAt } from "./load.js";
import { optionsOf } from "./option_schemas.js";
import { tolerantly } from "./tolerantly.js";

type DeclaredValue = NonNullable<RowRules["values"]>[number];

/** Ids of the validators, shared by creator and user. */
export const ids = {
  manifest: "schemas/meta/manifest.schema.json",
  action: "schemas/meta/action.schema.json",
  composed: "schemas/meta/composed.schema.json",
  rules: "schemas/meta/rules.schema.json",
  names: "schemas/meta/names.schema.json",
  benign: "schemas/meta/benign.schema.json",
  mapping: "schemas/meta/mapping.schema.json",
  input: (action: string) => `schemas/actions/${action}.input.json`,
  output: (action: string) => `schemas/actions/${action}.output.json`,
  /** The input without the parts that row rules check. A query, so that relative references keep working. */
  envelope: (action: string) => `schemas/actions/${action}.input.json?envelope`,
  /** The schema that checks an input before its rows. */
  checkedInput: ({ name, batch, rules }: Action): string =>
    batch === undefined && rules === undefined ? ids.input(name) : ids.envelope(name),
  /** The same for a composed action. */
  composedInput: (composed: Composed): string =>
    rowsOf(composed) === undefined ? ids.input(composed.name) : ids.envelope(composed.name),
  /** The options that the action offers; a query for the same reason. */
  options: (action: string) => `schemas/options.json?${action}`,
  /** One result of the output. */
  result: (action: string) => `schemas/actions/${action}.output.json/result`,
  /** The body of a response that contains results of rows. */
  knownResponse: (action: string) => `actions/${action}.json?responseSchema`,
  /** A result of an accepted row; a query for the same reason. */
  accepted: (action: string) => `actions/${action}.json?successSchema`,
  /** Shape and all rules at once; finds the first problem only. */
  goodRow: (rules: string) => `${rules}/good`,
  when: (rules: string, index: number) => `${rules}/${index}/when`,
  must: (rules: string, index: number) => `${rules}/${index}/schema`,
  benignWhen: (rules: string, index: number) => `${rules}/benign/${index}/when`,
};

/** Returns the pointer to the rows of a composed action; undefined if it has none. */
export function rowsOf({ rows, sync }: Composed): string | undefined {
  return rows?.items ?? sync?.rows;
}

/** Returns the file of an id. */
function fileOf(id: string): string {
  return /^.*?\.json/.exec(id)?.[0] ?? id;
}

/** Returns the part of the built validators: one per file, and one for the rules that every row meets. */
export function partOf(id: string): string {
  const file = fileOf(id);
  if (id.startsWith(`${file}/benign/`)) return `${file}/benign`;
  return id === ids.goodRow(file) ? id : file;
}

/**
 * Returns every schema to compile, by id.
 * @param isTolerant - true: skips malformed declarations
 */
export function schemaSet(declarations: Declarations, isTolerant = false): SchemaSet {
  const set = new Map<string, JsonObject>();
  const add = (step: () => unknown) => void tolerantly(isTolerant, () => (step(), []));
  for (const [path, schema] of declarations.schemas)
    if (!/^schemas\/(?:rules|names|values|mappings)\//.test(path)) set.set(path, schema);
  for (const action of declarations.actions.values()) add(() => addAction(set, action));
  for (const composed of declarations.composed.values()) {
    const rows = rowsOf(composed);
    if (rows !== undefined) add(() => addEnvelope(set, composed.name, rows, withoutItems));
  }
  for (const action of [...declarations.actions.values(), ...declarations.composed.values()])
    add(() =>
      set.set(ids.options(action.name), { type: "object", properties: optionsOf(action, declarations) }),
    );
  for (const path of rulesFiles(declarations)) add(() => addRules(set, path, declarations));
  return set;
}

/** Returns the ids of validators that a run can use; only the check uses the others. */
export function runtimeIds(declarations: Declarations): string[] {
  const actions = [...declarations.actions.keys()];
  const shapes = rulesFiles(declarations).map((path) => rulesAt(declarations, path).shape);
  const ofAction = [ids.envelope, ids.result, ids.knownResponse, ids.accepted];
  const wanted = new Set([...actions.flatMap((name) => ofAction.map((id) => id(name))), ...shapes]);
  for (const action of declarations.actions.values()) wanted.add(ids.checkedInput(action));
  for (const composed of declarations.composed.values()) wanted.add(ids.composedInput(composed));
  for (const name of [...actions, ...declarations.composed.keys()]) wanted.add(ids.options(name));
  for (const { schema } of Object.values(declarations.manifest.assets)) wanted.add(schema);
  const isRule = (id: string) => id.startsWith("schemas/rules/");
  return [...schemaSet(declarations).keys()].filter((id) => wanted.has(id) || isRule(id));
}

/** Returns the ids of validators that stop at the first problem; all others find every one. */
export function quickIds(declarations: Declarations): string[] {
  return rulesFiles(declarations).map((path) => ids.goodRow(path));
}

function rulesFiles(declarations: Declarations): string[] {
  return [...declarations.schemas.keys()].filter((path) => path.startsWith("schemas/rules/"));
}

function addAction(set: Map<string, JsonObject>, action: Action): void {
  const { name, batch, rules, request } = action;
  if (batch !== undefined) addEnvelope(set, name, batch.items, withoutItems);
  else if (rules !== undefined) addEnvelope(set, name, request.body ?? "", ofAnyForm);
  if (action.results === undefined) return;
  const { responseSchema: response, outcomes } = action.results;
  if (response !== undefined) set.set(ids.knownResponse(name), response);
  if (outcomes !== undefined) set.set(ids.accepted(name), outcomes.successSchema);
  const place = parsePointer(`/json_body${action.results.items}`)
    .map((token) => `/properties/${token}`)
    .join("");
  set.set(ids.result(action.name), { $ref: `../${action.name}.output.json#${place}/items` });
}

/** Returns the input's schema with a change at one location. */
function addEnvelope(
  set: Map<string, JsonObject>,
  name: string,
  place: string,
  change: (there: JsonObject) => JsonObject,
): void {
  const input = set.get(ids.input(name));
  if (input !== undefined) set.set(ids.envelope(name), changedAt(input, parsePointer(place), change));
}

/** Returns the schema with a change at one location. */
function changedAt(
  schema: JsonObject,
  [token, ...rest]: string[],
  change: (there: JsonObject) => JsonObject,
): JsonObject {
  if (token === undefined) return change(schema);
  const properties = (schema["properties"] ?? {}) as Record<string, JsonObject>;
  const below = changedAt(properties[token] ?? {}, rest, change);
  return { ...schema, properties: { ...properties, [token]: below } };
}

/** Returns the array schema with items of any form. */
function withoutItems({ items: _items, ...array }: JsonObject): JsonObject {
  return array;
}

/** Returns a schema for an object of any form. */
function ofAnyForm(): JsonObject {
  return { type: "object" };
}

function addRules(set: Map<string, JsonObject>, path: string, declarations: Declarations): void {
  const { shape, values = [], rules, benign = [] } = rulesAt(declarations, path);
  const asOne = rules.map(({ when, schema: must }) => (when === undefined ? must : { if: when, then: must }));
  const all = [{ $ref: `schema:///${shape}` }, ...values.flatMap(schemasOfValue), ...asOne];
  set.set(ids.goodRow(path), { allOf: all });
  for (const [index, { when, schema: must }] of rules.entries()) {
    if (when !== undefined) set.set(ids.when(path, index), when);
    set.set(ids.must(path, index), must);
  }
  for (const [index, { when }] of benign.entries()) set.set(ids.benignWhen(path, index), when);
}

/** Returns the JSON Schemas of a declared value. Each kind is a format. */
function schemasOfValue({ fields, within, kind, by = "", kinds = {} }: DeclaredValue): JsonObject[] {
  const textOf = (format: string) =>
    within === undefined ? { format, items: { format } } : { stixValues: { at: within, schema: { format } } };
  const of = (format: string) => ({
    properties: Object.fromEntries(fields.map((field) => [field, textOf(format)])),
  });
  if (kind !== undefined) return [of(kind)];
  return Object.entries(kinds).map(([word, format]) => ({
    if: { required: [by], properties: { [by]: { const: word } } },
    then: of(format),
  }));
}
