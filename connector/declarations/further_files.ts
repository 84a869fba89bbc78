/** Adds the files of a connector author's folder to the package's declarations. */
import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { ConnectorError } from "../contract/errors.js";
import { isObject } from "../contract/json_pointer.js";
import type { JsonObject } from "../contract/types.js";
import type { DeclarationProblem } from "./declaration_problem.js";
import { declarationErrors, fileFaults } from "./messages.js";

/** A declaration file and its location. */
export interface DeclarationFile {
  /** Path from the root of all declarations, with slashes. */
  readonly path: string;
  /** Path in the file system. */
  readonly file: string;
}

/** Manifest properties that a further manifest can add names to. */
const extensible = ["services", "permissions", "rateLimits", "assets", "loginErrors", "clouds"];
/** Descriptive properties of a further manifest, for people only. */
const descriptive = new Set(["$schema", "name", "version", "title", "description"]);

/**
 * Returns the existing manifest.json, actions and schemas of the folder.
 * @throws InvalidDeclaration if the folder has no actions
 */
export function furtherFilesOf(folder: string): DeclarationFile[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw declarationErrors.noFolder(folder);
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) =>
    name.replaceAll("\\", "/"),
  );
  const found = names.filter((name) =>
    /^(?:manifest\.json|actions\/[^/]+\.json|schemas\/.+\.json)$/.test(name),
  );
  if (!found.some((name) => name.startsWith("actions/"))) throw withoutActions(folder, names);
  return found.toSorted().map((path) => ({ path, file: resolve(folder, path) }));
}

function withoutActions(folder: string, names: readonly string[]): ConnectorError {
  const isActions = basename(resolve(folder)) === "actions" && names.some((name) => name.endsWith(".json"));
  return isActions
    ? declarationErrors.folderOfActions(folder, dirname(folder))
    : declarationErrors.noActions(folder, join(folder, "actions"));
}

/** Adds a document and returns the conflicts. Never replaces an existing document. */
export function added(
  documents: Map<string, JsonObject>,
  { path, file }: DeclarationFile,
  document: JsonObject,
): DeclarationProblem[] {
  const known = documents.get(path);
  if (known === undefined) {
    documents.set(path, document);
    return [];
  }
  if (path !== "manifest.json") return [{ file, pointer: "", message: fileFaults.pathTaken(path) }];
  const [merged, problems] = mergedManifest(known, document, file);
  documents.set(path, merged);
  return problems;
}

function mergedManifest(
  own: JsonObject,
  further: JsonObject,
  file: string,
): [merged: JsonObject, problems: DeclarationProblem[]] {
  const problems: DeclarationProblem[] = [];
  const merged: JsonObject = { ...own };
  for (const [word, value] of Object.entries(further)) {
    if (descriptive.has(word)) continue;
    if (!extensible.includes(word)) {
      const message = fileFaults.packageOnly(extensible);
      problems.push({ file, pointer: `/${word}`, message });
    } else if (!isObject(value))
      problems.push({ file, pointer: `/${word}`, message: fileFaults.mustBeObject });
    else merged[word] = withNames(own[word], value, (name) => problems.push(doubled(file, word, name)));
  }
  return [merged, problems];
}

function withNames(own: unknown, further: JsonObject, report: (name: string) => void): JsonObject {
  const known = isObject(own) ? own : {};
  const fresh = Object.entries(further).filter(([name]) => {
    if (Object.hasOwn(known, name)) report(name);
    return !Object.hasOwn(known, name);
  });
  return { ...known, ...Object.fromEntries(fresh) };
}

function doubled(file: string, word: string, name: string): DeclarationProblem {
  return { file, pointer: `/${word}/${name}`, message: fileFaults.nameTaken };
}
