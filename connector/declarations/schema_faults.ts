/**
 * Finds faults in schemas, each in its own file: unknown keywords, broken references, and what ajv rejects.
 */
import { getAt, isObject } from "../contract/json_pointer.js";
import type { JsonObject } from "../contract/types.js";
import { compileErrors, keywords, type Problem, schemaErrors } from "./ajv.js";
import type { DeclarationProblem } from "./declaration_problem.js";
import type { Declarations } from "./load.js";
import { nearest } from "./nearest.js";
import { type Place, referenceFaults } from "./reference_faults.js";
import { quote, messages } from "./validation_messages.js";
import { walkSchema } from "./schema_walk.js";

/** The faults, and the schemas without removable faults for further checks. */
export interface SchemaReport {
  readonly problems: DeclarationProblem[];
  readonly schemas: Declarations["schemas"];
}

/** Checks all schemas, including those within rules and actions. */
export function schemaFaults(declarations: Declarations): SchemaReport {
  const schemas = structuredClone(declarations.schemas) as Map<string, JsonObject>;
  const unread = new Set(declarations.unread.map(({ file }) => file));
  const problems: DeclarationProblem[] = [];
  const places: Place[] = [];
  const uses = new Map<string, Set<string>>();
  for (const place of placesOf(declarations)) {
    const schema = structuredClone(place.schema);
    const known = { ...place, schema };
    problems.push(...wordFaults(known), ...referenceFaults(known, declarations, unread, uses));
    places.push(known);
    if (place.pointer === "") schemas.set(place.file, schema);
    else putPart(schemas.get(place.file), place.pointer, schema);
  }
  const wrong = places.flatMap(formFaults);
  const faulty = new Set(wrong.map(({ file, pointer }) => `${file} ${pointer}`));
  const sound = places.filter(
    ({ file, pointer }) => ![...faulty].some((one) => one.startsWith(`${file} ${pointer}`)),
  );
  return { problems: [...problems, ...wrong, ...compileFaults(sound, uses)], schemas };
}

/** Writes a part back into its rules file. Parts of actions are skipped. */
function putPart(whole: JsonObject | undefined, pointer: string, part: JsonObject): void {
  const end = pointer.lastIndexOf("/");
  const holder = getAt(whole, pointer.slice(0, end));
  if (isObject(holder)) holder[pointer.slice(end + 1)] = part;
}

function placesOf({ actions, schemas }: Declarations): Place[] {
  const places: Place[] = [];
  const add = (file: string, document: unknown, pointer: string) => {
    const schema = getAt(document, pointer);
    if (isObject(schema)) places.push({ file, pointer, schema });
  };
  for (const [file, schema] of schemas) {
    if (/^schemas\/(?:names|values|mappings)\//.test(file)) continue;
    if (!file.startsWith("schemas/rules/")) add(file, schema, "");
    else
      for (const list of ["rules", "benign"])
        for (const index of Object.keys(schema[list] ?? {}))
          for (const part of ["when", "schema"]) add(file, schema, `/${list}/${index}/${part}`);
  }
  for (const [name, action] of actions)
    for (const pointer of ["/results/responseSchema", "/results/outcomes/successSchema"])
      add(`actions/${name}.json`, action, pointer);
  return places;
}

/** Finds unknown keywords. Changes the schema: replaces each by the keyword that is meant. */
function wordFaults({ file, pointer: start, schema }: Place): DeclarationProblem[] {
  const problems: DeclarationProblem[] = [];
  walkSchema(schema, (one, pointer) => {
    for (const word of Object.keys(one).filter((name) => !keywords().has(name))) {
      const meant = nearest(word, keywords());
      const hint = meant.length === 0 ? "remove it" : `did you mean ${meant.join(" or ")}? Correct it`;
      const message = `${quote(word)} is not a word of JSON Schema; ${hint}.`;
      problems.push({ file, pointer: start + pointer, message });
      const [only] = meant;
      if (only !== undefined && meant.length === 1 && one[only] === undefined) one[only] = one[word];
      delete one[word];
    }
  });
  return problems;
}

/** Returns what the JSON Schema meta schema rejects, one message per location. */
function formFaults({ file, pointer: start, schema }: Place): DeclarationProblem[] {
  const byPlace = new Map<string, Problem>();
  for (const error of schemaErrors(schema)) {
    const known = byPlace.get(error.instancePath);
    if (known === undefined || (error.keyword === "enum" && known.keyword !== "enum"))
      byPlace.set(error.instancePath, error);
  }
  return [...byPlace].map(([pointer, error]) => ({
    file,
    pointer: start + pointer,
    message: `is not a valid JSON Schema: ${messages([error], schema, "the schema")[0] ?? "correct it."}`,
  }));
}

/** Returns faults that only compiling finds. Does not blame files that use a faulty one. */
function compileFaults(places: readonly Place[], uses: ReadonlyMap<string, ReadonlySet<string>>) {
  const errors = compileErrors(places.map((place) => [idOf(place), place.schema]));
  const failing = new Map(
    places.flatMap((place) => {
      const error = errors.get(idOf(place));
      return error === undefined ? [] : [[place, error] as const];
    }),
  );
  const files = new Set(places.map(({ file }) => file));
  const isToBlame = (file: string, seen = new Set<string>()): boolean =>
    [...(uses.get(file) ?? [])].every((used) => {
      if (used === file || seen.has(used)) return true;
      seen.add(used);
      const isFine = files.has(used) && ![...failing.keys()].some((place) => place.file === used);
      return isFine && isToBlame(used, seen);
    });
  return [...failing]
    .filter(([{ file }]) => isToBlame(file))
    .map(([{ file, pointer }, error]) => ({
      file,
      pointer,
      message: `is not a valid JSON Schema: ${error}.`,
    }));
}

function idOf({ file, pointer }: Place): string {
  return pointer === "" ? file : `${file}?${pointer}`;
}
