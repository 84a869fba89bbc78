/** Reads manifest, actions and schemas once at start and computes their digest. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type { Action } from "../contract/action.js";
import type { BenignList } from "../contract/generated/meta/benign.js";
import type { Composed } from "../contract/generated/meta/composed.js";
import type { Manifest } from "../contract/generated/meta/manifest.js";
import type { RowNames } from "../contract/generated/meta/names.js";
import type { RowRules } from "../contract/generated/meta/rules.js";
import { jsonFault, placeOf } from "../contract/json_fault.js";
import { isObject } from "../contract/json_pointer.js";
import type { JsonObject } from "../contract/types.js";
import { type DeclarationProblem, lineOf } from "./declaration_problem.js";
import { withDefaults } from "./defaults.js";
import { added, type DeclarationFile, furtherFilesOf } from "./further_files.js";
import { declarationErrors, fileFaults } from "./messages.js";

/** All declarations as read. */
export interface Declarations {
  readonly manifest: Manifest;
  /** Actions by name, with the manifest's defaults. */
  readonly actions: ReadonlyMap<string, Action>;
  /** Composed actions by name. */
  readonly composed: ReadonlyMap<string, Composed>;
  /** Schemas by path from the root, including row rules, row names and value lists. */
  readonly schemas: ReadonlyMap<string, JsonObject>;
  /** SHA-256 of all files in the order of their paths. */
  readonly digest: string;
  /** Folders of further actions, as the user named them. */
  readonly further: readonly string[];
  /** Faults of the files that are not JSON objects. The maps above do not contain them. */
  readonly unread: readonly DeclarationProblem[];
}

/** Returns the sorted paths of all declaration files from the root. */
export function declarationFiles(root: string): string[] {
  const schemas = readdirSync(join(root, "schemas"), { recursive: true, encoding: "utf8" });
  const actions = readdirSync(join(root, "actions"));
  return [
    "manifest.json",
    ...actions.filter((name) => name.endsWith(".json")).map((name) => `actions/${name}`),
    ...schemas
      .filter((name) => name.endsWith(".json"))
      .map((name) => `schemas/${name.replaceAll("\\", "/")}`),
  ].toSorted();
}

/**
 * Reads the declarations. A file that is not JSON affects only what needs it; see {@link
 * Declarations.unread}.
 * @param root - folder with manifest.json
 * @param further - folders with more actions and schemas, and a manifest.json with what those need
 * @throws InvalidDeclaration if a manifest is missing or unreadable
 */
export function load(root: string, further: readonly string[] = []): Declarations {
  const declarations = read(root, further);
  const fault = declarations.unread.find(({ file }) => file === "manifest.json" || isAbsolute(file));
  if (fault !== undefined) throw declarationErrors.fault(lineOf(fault));
  return declarations;
}

/**
 * Reads the declarations for the check. An unreadable manifest is an empty object and is reported with the
 * other faults.
 */
export function read(root: string, further: readonly string[] = []): Declarations {
  const hash = createHash("sha256");
  const documents = new Map<string, JsonObject>();
  const unread: DeclarationProblem[] = [];
  for (const { path, file } of filesOf(root, further)) {
    const text = readFileSync(file, "utf8");
    hash.update(path).update("\0").update(text).update("\0");
    // Of two manifests, the path from the root does not say which one is meant.
    const document = parse(path === "manifest.json" && !isRootManifest(root, file) ? file : path, text);
    if (isProblem(document)) unread.push(document.problem);
    else unread.push(...added(documents, { path, file }, document.value));
  }
  const below = (folder: string) => [...documents].filter(([path]) => path.startsWith(folder));
  const manifest = documents.get("manifest.json") ?? {};
  const named = (isComposed: boolean) =>
    below("actions/")
      .filter(([, action]) => hasSteps(action) === isComposed)
      .map(([path, action]) => [path.slice(8, -5), action as unknown] as const);
  return {
    manifest: manifest as unknown as Manifest,
    actions: new Map(
      named(false).map(([name, action]) => [name, withDefaults(action as JsonObject, manifest)]),
    ),
    composed: new Map(named(true)) as Declarations["composed"],
    schemas: new Map(below("schemas/")),
    digest: hash.digest("hex"),
    further,
    unread,
  };
}

/**
 * Returns true if the action is composed: it has steps or, if "steps" is misspelled, names the schema of
 * composed actions.
 */
function hasSteps({ $schema, ...action }: JsonObject): boolean {
  return Object.hasOwn(action, "steps") || String($schema).endsWith("/composed.schema.json");
}

/** Returns all lists of values that should not be blocked. */
export function benignLists({ schemas }: Declarations): BenignList[] {
  const lists = [...schemas].filter(([path]) => path.startsWith("schemas/values/"));
  return lists.map(([, list]) => list as unknown as BenignList);
}

/** Returns the list at the path. */
export function benignListAt(declarations: Declarations, path: string): BenignList {
  return declarations.schemas.get(path) as unknown as BenignList;
}

/** Returns the rules file at the path, merged with the file that it uses. */
export function rulesAt(declarations: Declarations, path: string): RowRules {
  const own = declarations.schemas.get(path) as unknown as RowRules;
  const used = own.use === undefined ? undefined : declarations.schemas.get(own.use);
  if (used === undefined) return own;
  const {
    values = [],
    rules,
    valueSynonyms: otherWords,
    notSuggested = [],
    benign = [],
  } = used as unknown as RowRules;
  return {
    ...own,
    values: [...(own.values ?? []), ...values],
    rules: [...own.rules, ...rules],
    benign: [...(own.benign ?? []), ...benign],
    valueSynonyms: { ...otherWords, ...own.valueSynonyms },
    notSuggested: [...(own.notSuggested ?? []), ...notSuggested],
  };
}

/** Returns the row names file at the path. */
export function namesAt(declarations: Declarations, path: string): RowNames {
  return declarations.schemas.get(path) as unknown as RowNames;
}

function isRootManifest(root: string, file: string): boolean {
  return file === join(root, "manifest.json");
}

function filesOf(root: string, further: readonly string[]): DeclarationFile[] {
  return [...ownFilesOf(root), ...further.flatMap(furtherFilesOf)];
}

function ownFilesOf(root: string): DeclarationFile[] {
  try {
    return declarationFiles(root).map((path) => ({ path, file: join(root, path) }));
  } catch {
    throw declarationErrors.noDeclarations(root);
  }
}

type Parsed = { readonly value: JsonObject } | { readonly problem: DeclarationProblem };

function isProblem(parsed: Parsed): parsed is Extract<Parsed, { problem: unknown }> {
  return "problem" in parsed;
}

function parse(file: string, text: string): Parsed {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return { value };
    return { problem: { file, pointer: "", message: fileFaults.notAnObject } };
  } catch (error) {
    const { offset, problem } = jsonFault(text) ?? { offset: 0, problem: String(error) };
    const { line, column } = placeOf(text, offset);
    const found = fileFaults.notJson(line, column, problem);
    return { problem: { file, pointer: `${line}:${column}`, message: found } };
  }
}
