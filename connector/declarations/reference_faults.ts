/** Finds references in schemas to files or parts that do not exist. */
import { posix } from "node:path";
import { getAt, parsePointer } from "../contract/json_pointer.js";
import type { JsonObject } from "../contract/types.js";
import type { DeclarationProblem } from "./declaration_problem.js";
import type { Declarations } from "./load.js";
import { nearest } from "./nearest.js";
import { walkSchema } from "./schema_walk.js";
import { quote } from "./validation_messages.js";

/** A schema: a whole file or a part of a declaration. */
export interface Place {
  readonly file: string;
  readonly pointer: string;
  readonly schema: JsonObject;
}

/** Finds references without a target and removes them from the schema. */
export function referenceFaults(
  { file, pointer: start, schema }: Place,
  { schemas }: Declarations,
  unread: ReadonlySet<string>,
  uses: Map<string, Set<string>>,
): DeclarationProblem[] {
  const problems: DeclarationProblem[] = [];
  walkSchema(schema, (one, pointer) => {
    const { $ref } = one;
    if (typeof $ref !== "string") return;
    const [path = "", place = ""] = $ref.split("#");
    const target = path === "" ? file : pathOf(path, file);
    uses.set(file, (uses.get(file) ?? new Set()).add(target));
    const message = unread.has(target) ? "" : referenceFault({ $ref, target, place, file }, schemas);
    if (message === undefined) return;
    if (message !== "") problems.push({ file, pointer: `${start}${pointer}/$ref`, message, missing: target });
    delete one["$ref"];
    // The target has the description, and is unknown.
    one["description"] ??= $ref;
  });
  return problems;
}

function pathOf(path: string, file: string): string {
  return path.startsWith("schema:///") ? path.slice(10) : posix.join(posix.dirname(file), path);
}

interface Reference {
  readonly $ref: string;
  readonly target: string;
  readonly place: string;
  readonly file: string;
}

function referenceFault(
  { $ref, target, place, file }: Reference,
  schemas: Declarations["schemas"],
): string | undefined {
  const named = `${quote($ref)} names ${target}`;
  const schema = schemas.get(target);
  if (schema === undefined) {
    if (target === file) return undefined;
    const meant = pathsMeant(target, file, [...schemas.keys()]);
    const hint = meant.length === 0 ? "" : ` Did you mean ${meant.join(" or ")}?`;
    return `${named}, which does not exist; correct the path or add the file.${hint}`;
  }
  const isThere =
    !place.startsWith("/") || getAt(schema, `/${parsePointer(place).map(encode).join("/")}`) !== undefined;
  return isThere ? undefined : `${named}, which does not contain ${place}; correct the part after #.`;
}

/** Returns relative paths to files with the name, otherwise with a similar one, because a wrong folder is frequent. */
function pathsMeant(target: string, file: string, known: readonly string[]): string[] {
  const name = posix.basename(target);
  const similar = new Set([
    name,
    ...nearest(
      name,
      known.map((path) => posix.basename(path)),
    ),
  ]);
  const same = known.filter((path) => posix.basename(path) === name);
  const paths = same.length > 0 ? same : known.filter((path) => similar.has(posix.basename(path)));
  return paths.map((path) => posix.relative(posix.dirname(file), path));
}

function encode(token: string): string {
  return decodeURIComponent(token).replaceAll("~", "~0").replaceAll("/", "~1");
}
