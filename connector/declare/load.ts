/** Reads the declarations: manifest, actions and schemas, and their digest. Once, at start. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ConnectorError } from "../contract/errors.js";
import type { Action } from "../contract/generated/meta/action.js";
import type { BenignList } from "../contract/generated/meta/benign.js";
import type { Composed } from "../contract/generated/meta/composed.js";
import type { Manifest } from "../contract/generated/meta/manifest.js";
import type { RowNames } from "../contract/generated/meta/names.js";
import type { RowRules } from "../contract/generated/meta/rules.js";
import type { JsonObject } from "../contract/types.js";

/** Everything that is declared, as read. */
export interface Declarations {
  readonly manifest: Manifest;
  /** By name. */
  readonly actions: ReadonlyMap<string, Action>;
  /** By name: actions that are made of others. */
  readonly composed: ReadonlyMap<string, Composed>;
  /** By path from the root: also the rules and names of rows, and lists of values. */
  readonly schemas: ReadonlyMap<string, JsonObject>;
  /** SHA-256 over all files, in the order of their paths. */
  readonly digest: string;
}

/** Paths of all declaration files from the root, sorted. */
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

/** @param root folder that holds manifest.json. Throws InvalidDeclaration for a file that cannot be read. */
export function load(root: string): Declarations {
  const hash = createHash("sha256");
  const documents = new Map<string, JsonObject>();
  for (const path of files(root)) {
    const text = readFileSync(join(root, path), "utf8");
    hash.update(path).update("\0").update(text).update("\0");
    documents.set(path, parse(path, text));
  }
  const below = (folder: string) => [...documents].filter(([path]) => path.startsWith(folder));
  const named = (isComposed: boolean) =>
    below("actions/")
      .filter(([, action]) => Object.hasOwn(action, "steps") === isComposed)
      .map(([path, action]) => [path.slice(8, -5), action as unknown] as const);
  return {
    manifest: documents.get("manifest.json") as unknown as Manifest,
    actions: new Map(named(false)) as Declarations["actions"],
    composed: new Map(named(true)) as Declarations["composed"],
    schemas: new Map(below("schemas/")),
    digest: hash.digest("hex"),
  };
}

/** All lists of values that should not be blocked. */
export function benignLists({ schemas }: Declarations): BenignList[] {
  const lists = [...schemas].filter(([path]) => path.startsWith("schemas/values/"));
  return lists.map(([, list]) => list as unknown as BenignList);
}

/** The list of that path. */
export function benignListAt(declarations: Declarations, path: string): BenignList {
  return declarations.schemas.get(path) as unknown as BenignList;
}

/** The rules file of that path, with what it uses of another one. */
export function rulesAt(declarations: Declarations, path: string): RowRules {
  const own = declarations.schemas.get(path) as unknown as RowRules;
  const used = own.use === undefined ? undefined : declarations.schemas.get(own.use);
  if (used === undefined) return own;
  const { values = [], rules, otherWords } = used as unknown as RowRules;
  return {
    ...own,
    values: [...(own.values ?? []), ...values],
    rules: [...own.rules, ...rules],
    otherWords: { ...otherWords, ...own.otherWords },
  };
}

/** The file of that path that declares names of rows. */
export function namesAt(declarations: Declarations, path: string): RowNames {
  return declarations.schemas.get(path) as unknown as RowNames;
}

function files(root: string): string[] {
  try {
    return declarationFiles(root);
  } catch {
    throw new ConnectorError(
      "InvalidDeclaration",
      `${root} holds no manifest.json with actions and schemas beside it.`,
    );
  }
}

function parse(path: string, text: string): JsonObject {
  try {
    return JSON.parse(text) as JsonObject;
  } catch (error) {
    throw new ConnectorError("InvalidDeclaration", `${path} is not JSON: ${(error as Error).message}.`);
  }
}
