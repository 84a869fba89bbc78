/**
 * The file of row names exists, each of its fields is a field of the row, and each other name belongs to one
 * field only.
 */
import type { RowNames as DeclaredNames } from "../../contract/generated/meta/names.js";
import type { RowRules } from "../../contract/generated/meta/rules.js";
import { escapeToken } from "../../contract/json_pointer.js";
import type { DeclarationProblem } from "../declaration_problem.js";
import { type Declarations, namesAt, rulesAt } from "../load.js";
import { NearNames } from "../near_names.js";
import { type CrossRule, unknownName } from "./rule.js";
import { propertyNames } from "./schema_at.js";

type Fault = DeclarationProblem;

export const namesFitTheRow: CrossRule = (declarations) =>
  [...usersOf(declarations)].flatMap(([path, rules]) => faultsOf(path, rules, declarations));

/** Returns rules by path, one per combination of names and shape, because others have the same faults. */
function usersOf(declarations: Declarations): Map<string, RowRules> {
  const seen = new Set<string>();
  const all = [...declarations.schemas.keys()].filter((path) => path.startsWith("schemas/rules/"));
  const users = all.map((path) => [path, rulesAt(declarations, path)] as const);
  return new Map(
    users.filter(([, { names, shape }]) => !seen.has(`${names} ${shape}`) && seen.add(`${names} ${shape}`)),
  );
}

function faultsOf(path: string, { names, shape }: RowRules, declarations: Declarations): Fault[] {
  const { schemas } = declarations;
  if (names === undefined) return [];
  const files = [...schemas.keys()].filter((file) => file.startsWith("schemas/names/"));
  if (!files.includes(names))
    return unknownName("/names", "file of names", names, files).map((fault) => ({ file: path, ...fault }));
  const fields = propertyNames(schemas.get(shape), schemas, shape);
  return nameFaults(namesAt(declarations, names), fields).map((fault) => ({ file: names, ...fault }));
}

function nameFaults(
  { synonyms, spellings = {}, tolerated = [], affixes = {}, unsupported = {} }: DeclaredNames,
  fields: string[],
): Omit<Fault, "file">[] {
  const meant = [...fields, ...Object.keys(unsupported)];
  const known = new Set([...fields, ...tolerated, ...Object.keys(spellings)]);
  const field = (pointer: string, name: string, of = meant) =>
    unknownName(pointer, "field of the row", name, of);
  return [
    ...Object.keys(synonyms).flatMap((name) => field(`/synonyms/${escapeToken(name)}`, name)),
    ...Object.keys(affixes).flatMap((name) => field(`/affixes/${escapeToken(name)}`, name)),
    ...Object.keys(unsupported)
      .filter((name) => known.has(name))
      .map((name) => ({
        pointer: `/unsupported/${escapeToken(name)}`,
        message: "is a field of the row; remove it here.",
      })),
    ...Object.entries(spellings).flatMap(([name, target]) =>
      field(`/spellings/${escapeToken(name)}`, target, fields),
    ),
    ...Object.entries(synonyms).flatMap(([name, others]) => ambiguous(name, others, known, synonyms)),
  ];
}

/** Returns synonyms that are also known names or resemble another field. */
function ambiguous(
  field: string,
  others: readonly string[],
  known: ReadonlySet<string>,
  synonyms: DeclaredNames["synonyms"],
): Omit<Fault, "file">[] {
  const near = new NearNames(known, { synonyms });
  return others.flatMap((name, i) => {
    const isClear = near.meant(name).every((meant) => meant === field);
    if (isClear) return [];
    const message = `${JSON.stringify(name)} is also a name of ${near.meant(name).join(" and ")}; remove it from one of them.`;
    return [{ pointer: `/synonyms/${escapeToken(field)}/${i}`, message }];
  });
}
