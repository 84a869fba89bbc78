/**
 * Checks declarations in one pass: files, schemas, meta schemas and rules between them. No fault hides
 * another.
 */
import type { Action } from "../contract/action.js";
import type { Composed } from "../contract/generated/meta/composed.js";
import type { Manifest } from "../contract/generated/meta/manifest.js";
import type { JsonObject } from "../contract/types.js";
import { schemaErrors, type Validator, validatorsOf } from "./ajv.js";
import { type DeclarationProblem, lineOf } from "./declaration_problem.js";
import { type Document, formFaults } from "./form_faults.js";
import type { Declarations } from "./load.js";
import { crossRules } from "./rules/index.js";
import { schemaFaults } from "./schema_faults.js";
import { ids } from "./schema_set.js";
import { tolerantly } from "./tolerantly.js";

export type { DeclarationProblem } from "./declaration_problem.js";

/** Result of the check, with declarations in which unambiguous faults are corrected. */
export interface CheckReport {
  readonly problems: DeclarationProblem[];
  readonly corrected: Declarations;
  /** Files with a missing or wrong number. A run that counts with it may never end. */
  readonly miscounting: ReadonlySet<string>;
}

/** Returns all problems; an empty list for valid declarations. */
export function checkDeclarations(declarations: Declarations): DeclarationProblem[] {
  return inspect(declarations).problems;
}

/** Returns all problems, and the declarations for further checks. */
export function inspect(declarations: Declarations): CheckReport {
  const { problems: ofSchemas, schemas } = schemaFaults(declarations);
  const reports = documentsOf({ ...declarations, schemas }).map((document) => ({
    file: document.file,
    ...formFaults(document),
  }));
  const corrected = withDocuments({ ...declarations, schemas }, reports);
  const found = [...declarations.unread, ...ofSchemas, ...reports.flatMap(({ problems }) => problems)];
  // A rule reads fields that the meta schemas guarantee. Without them it may fail.
  const isTolerant = found.length > 0;
  const ofRules = crossRules.flatMap((rule) => tolerantly(isTolerant, () => rule(corrected, isTolerant)));
  const unread = new Set(declarations.unread.flatMap(({ file }) => [file, nameOf(file)]));
  const own = ofRules.filter(({ missing = "" }) => !unread.has(missing));
  const miscounting = reports.filter((report) => report.isMiscounting).map(({ file }) => file);
  return { problems: distinct([...found, ...own]), corrected, miscounting: new Set(miscounting) };
}

function nameOf(file: string): string {
  return /^actions\/(.+)\.json$/.exec(file)?.[1] ?? file;
}

function distinct(problems: readonly DeclarationProblem[]): DeclarationProblem[] {
  return [...new Map(problems.map((problem) => [lineOf(problem), problem])).values()];
}

/** Meta schema ids by document folder. */
const metaIds = { rules: ids.rules, names: ids.names, values: ids.benign, mappings: ids.mapping } as const;

/** Returns the documents with a usable meta schema. */
function documentsOf({ manifest, actions, composed, schemas, unread }: Declarations): Document[] {
  const isRead = !unread.some(({ file }) => file === "manifest.json");
  const all: [file: string, id: string, data: unknown][] = [
    ...(isRead ? [["manifest.json", ids.manifest, manifest] as [string, string, unknown]] : []),
    ...[...actions].map(
      ([name, data]) => [`actions/${name}.json`, ids.action, data] as [string, string, unknown],
    ),
    ...[...composed].map(
      ([name, data]) => [`actions/${name}.json`, ids.composed, data] as [string, string, unknown],
    ),
    ...[...schemas].flatMap(([path, data]) => {
      const kind = /^schemas\/(rules|names|values|mappings)\//.exec(path)?.[1] as
        | keyof typeof metaIds
        | undefined;
      return kind === undefined ? [] : [[path, metaIds[kind], data] as [string, string, unknown]];
    }),
  ];
  const validators = metaValidators(schemas);
  return all.flatMap(([file, id, data]) => {
    const [meta, validator] = [schemas.get(id), validators.get(id)];
    return meta === undefined || validator === undefined
      ? []
      : [{ file, meta, validator, data: data as JsonObject }];
  });
}

/** Returns the validators of valid meta schemas. Faults in meta schemas are reported with the schemas. */
function metaValidators(schemas: Declarations["schemas"]): ReadonlyMap<string, Validator> {
  const sound = [...schemas].filter(
    ([path, schema]) =>
      !/^schemas\/(?:rules|names|values|mappings)\//.test(path) && schemaErrors(schema).length === 0,
  );
  const validatorOf = validatorsOf(new Map(sound), new Set());
  const known = [
    ids.manifest,
    ids.action,
    ids.composed,
    ids.rules,
    ids.names,
    ids.benign,
    ids.mapping,
  ].flatMap((id) => {
    try {
      const validator = validatorOf(id);
      return validator === undefined ? [] : [[id, validator] as const];
    } catch {
      return [];
    }
  });
  return new Map(known);
}

function withDocuments(
  declarations: Declarations,
  reports: readonly { readonly file: string; readonly data: unknown }[],
): Declarations {
  const data = new Map(reports.map((report) => [report.file, report.data]));
  const of = <T>(map: ReadonlyMap<string, T>, fileOf: (name: string) => string) =>
    new Map([...map].map(([name, value]) => [name, (data.get(fileOf(name)) as T | undefined) ?? value]));
  const actionFile = (name: string) => `actions/${name}.json`;
  return {
    ...declarations,
    manifest: (data.get("manifest.json") ?? declarations.manifest) as Manifest,
    actions: of<Action>(declarations.actions, actionFile),
    composed: of<Composed>(declarations.composed, actionFile),
    schemas: of<JsonObject>(declarations.schemas, (path) => path),
  };
}
