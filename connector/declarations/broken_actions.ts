/** Removes actions with faults from the declarations, so that the others can be used. */
import { posix } from "node:path";
import { isObject } from "../contract/json_pointer.js";
import type { JsonObject } from "../contract/types.js";
import type { ConnectorError } from "../contract/errors.js";
import { checkDeclarations } from "./check.js";
import { type DeclarationProblem, lineOf } from "./declaration_problem.js";
import type { Declarations } from "./load.js";
import { declarationErrors } from "./messages.js";
import { ids } from "./schema_set.js";
import { quote } from "./validation_messages.js";
import { walkSchema } from "./schema_walk.js";

/** Faults by the name of the action that cannot be used because of them. */
export type BrokenActions = ReadonlyMap<string, readonly DeclarationProblem[]>;

/** Declarations without faults, and the removed actions. */
export interface Usable {
  readonly declarations: Declarations;
  readonly broken: BrokenActions;
}

/**
 * Returns the usable declarations.
 * @throws InvalidDeclaration with the first fault, if a file that every action needs has one
 */
export function usable(declarations: Declarations): Usable {
  const broken = new Map<string, DeclarationProblem[]>();
  let left = declarations;
  for (let problems = checkDeclarations(left); problems.length > 0; ) {
    const shared = problems.find(({ file }) => isShared(file));
    if (shared !== undefined) throw faultOf(shared, problems.length - 1, left);
    for (const problem of problems)
      for (const name of usersOf(problem.file, left))
        broken.set(name, [...(broken.get(name) ?? []), problem]);
    const rest = without(left, broken, new Set(problems.map(({ file }) => file)));
    // Nothing more can be removed, and the faults remain.
    if (filesIn(rest) === filesIn(left))
      throw faultOf(problems[0] as DeclarationProblem, problems.length - 1, left);
    left = rest;
    // An action that refers to a removed action has no fault of its own, unless it requires that action.
    problems = checkDeclarations(left).filter(
      ({ file, pointer }) => file !== "manifest.json" && !pointer.startsWith("/deprecated/"),
    );
  }
  return { declarations: left, broken };
}

function filesIn({ actions, composed, schemas, unread }: Declarations): number {
  return actions.size + composed.size + schemas.size + unread.length;
}

/**
 * Returns the error for a removed action.
 * @param further - folders that the check needs, too
 */
export function brokenError(
  name: string,
  [first, ...others]: readonly DeclarationProblem[],
  further: readonly string[] = [],
): ConnectorError {
  const place = first && lineOf(first);
  return declarationErrors.brokenAction(name, place, others.length, checkCommand(further));
}

/** Returns the command that finds the faults. A name with other characters is quoted for a shell. */
function checkCommand(further: readonly string[]): string {
  const folders = further.map((folder) => (/^[\w./\\:-]+$/.test(folder) ? folder : quote(folder)));
  return ["defender-indicators check", ...folders.map((folder) => `--actions ${folder}`)].join(" ");
}

/** Returns true if every action needs the file. */
function isShared(file: string): boolean {
  return !/^(?:actions|schemas\/(?:actions|objects|rules|names|values|mappings))\//.test(file);
}

function faultOf(
  first: DeclarationProblem,
  others: number,
  { further }: Pick<Declarations, "further">,
): ConnectorError {
  return declarationErrors.faults(lineOf(first), others, checkCommand(further));
}

/** Returns the names of the actions that cannot be used if the file has faults. */
function usersOf(file: string, declarations: Declarations): string[] {
  const own = /^(?:actions|schemas\/actions)\/([^./]+)(?:\.(?:input|output))?\.json$/.exec(file)?.[1];
  if (own !== undefined) return [own];
  const names = [...declarations.actions.keys(), ...declarations.composed.keys()];
  return names.filter((name) => filesOf(name, declarations).has(file));
}

/** Returns the schemas, rules and names that an action uses. */
function filesOf(name: string, { actions, schemas }: Declarations): Set<string> {
  const files = new Set<string>();
  const add = (file: unknown): void => {
    if (typeof file !== "string" || files.has(file)) return;
    files.add(file);
    const document = schemas.get(file);
    for (const word of ["shape", "use", "names"])
      if (file.startsWith("schemas/rules/")) add(document?.[word]);
    for (const list of benignLists(file, document)) add(list);
    walkSchema(document, ({ $ref }) => {
      const [path = ""] = typeof $ref === "string" ? $ref.split("#") : [];
      if (path !== "") add(posix.join(posix.dirname(file), path));
    });
  };
  for (const file of [ids.input(name), ids.output(name), actions.get(name)?.rules]) add(file);
  return files;
}

/** Returns the lists that a rules file names. */
function benignLists(file: string, document: JsonObject | undefined): unknown[] {
  const benign = document?.["benign"];
  if (!file.startsWith("schemas/rules/") || !Array.isArray(benign)) return [];
  return benign.map((one: unknown) => (isObject(one) ? one["list"] : undefined));
}

function without(
  declarations: Declarations,
  broken: BrokenActions,
  files: ReadonlySet<string>,
): Declarations {
  const kept = <T>(map: ReadonlyMap<string, T>) => new Map([...map].filter(([name]) => !broken.has(name)));
  const isOfBroken = (file: string) => broken.has(/^schemas\/actions\/([^./]+)\./.exec(file)?.[1] ?? "");
  return {
    ...declarations,
    actions: kept(declarations.actions),
    composed: kept(declarations.composed),
    schemas: new Map([...declarations.schemas].filter(([file]) => !files.has(file) && !isOfBroken(file))),
    unread: [],
  };
}
