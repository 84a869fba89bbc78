/** Adds the files of a connector author's folder to the package's declarations. */
import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { ConnectorError } from "../contract/errors.js";
import { isObject } from "../contract/json_pointer.js";
import type { JsonObject } from "../contract/types.js";
import type { DeclarationProblem } from "./declaration_problem.js";

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
    throw new ConnectorError("InvalidDeclaration", `The folder of actions ${folder} does not exist.`);
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) =>
    name.replaceAll("\\", "/"),
  );
  const found = names.filter((name) =>
    /^(?:manifest\.json|actions\/[^/]+\.json|schemas\/.+\.json)$/.test(name),
  );
  if (!found.some((name) => name.startsWith("actions/")))
    throw new ConnectorError("InvalidDeclaration", withoutActions(folder, names));
  return found.toSorted().map((path) => ({ path, file: resolve(folder, path) }));
}

function withoutActions(folder: string, names: readonly string[]): string {
  const isActions = basename(resolve(folder)) === "actions" && names.some((name) => name.endsWith(".json"));
  return isActions
    ? `The folder ${folder} holds actions itself; name the folder that contains it, ${dirname(folder)}.`
    : `The folder ${folder} holds no actions; put them into ${join(folder, "actions")}.`;
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
  if (path !== "manifest.json")
    return [{ file, pointer: "", message: `has the path of another file, ${path}; rename it.` }];
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
      const message = `can be declared by the package only; a further manifest may hold ${extensible.join(", ")}.`;
      problems.push({ file, pointer: `/${word}`, message });
    } else if (!isObject(value)) problems.push({ file, pointer: `/${word}`, message: "must be an object." });
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
  return { file, pointer: `/${word}/${name}`, message: "exists already; choose another name." };
}
