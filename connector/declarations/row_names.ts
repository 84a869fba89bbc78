/** Looks at the names of a row's fields, in every validation mode: the service drops what it does not know. */
import type { RowNames as DeclaredNames } from "../contract/generated/meta/names.js";
import type { RowRules } from "../contract/generated/meta/rules.js";
import type { NamesFound, RowNames } from "../contract/compiled_action.js";
import { optionNames } from "../contract/option_names.js";
import { quoteName } from "../contract/quote_name.js";
import type { JsonObject } from "../contract/types.js";
import { type Declarations, namesAt } from "./load.js";
import { NearNames } from "./near_names.js";
import { propertyNames } from "./rules/schema_at.js";

/** A row with more unknown names is not one; looking at each of them would take too long. */
const maxUnknown = 1000;

const none: DeclaredNames = { synonyms: {} };

/** The look at the names of rows that these rules are for. */
export function rowNames({ shape, names, code }: RowRules, declarations: Declarations): RowNames {
  const { schemas } = declarations;
  const {
    synonyms,
    spellings = {},
    tolerated = [],
  } = names === undefined ? none : namesAt(declarations, names);
  const fields = propertyNames(schemas.get(shape), schemas, shape);
  const known = new Set([...fields, ...tolerated]);
  const sentAs = new Map(Object.entries(spellings));
  const near = new NearNames(fields, synonyms);
  return {
    isKnown: (name) => known.has(name) || sentAs.has(name),
    look(row) {
      for (const name in row) if (!known.has(name)) return found(row, { known, sentAs, near, code });
      return undefined;
    },
  };
}

/** Option names, and the name under which adapters accept options; spelling does not count. */
const ofRun = new Map([...optionNames, "options"].map((name) => [plainName(name), name]));

function plainName(name: string): string {
  return name.replace(/[^A-Za-z]/g, "").toLowerCase();
}

interface Words {
  readonly known: ReadonlySet<string>;
  readonly sentAs: ReadonlyMap<string, string>;
  readonly near: NearNames;
  readonly code: string;
}

function found(row: JsonObject, { known, sentAs, near, code }: Words): NamesFound | undefined {
  const strange = Object.keys(row).filter((name) => !known.has(name) && row[name] !== undefined);
  if (strange.length === 0) return undefined;
  if (strange.length > maxUnknown) return { ...tooMany(row, strange.length), code };
  const faults: string[] = [];
  const unknown: string[] = [];
  const respelled: [string, string][] = [];
  const renamed = new Map<string, string>();
  const isFree = (field: string): boolean =>
    row[field] === undefined && ![...renamed.values()].includes(field);
  for (const name of strange) {
    const field = sentAs.get(name);
    if (field === undefined && ofRun.has(plainName(name))) {
      faults.push(optionFault(name));
      continue;
    }
    const meant = field === undefined ? near.meant(name) : [field];
    const [only = ""] = meant;
    if (meant.length === 0) unknown.push(name);
    else if (field === undefined) faults.push(nearMiss(name, meant));
    else if (isFree(field)) respelled.push([name, field]);
    else
      faults.push(`${quoteName(name)} and ${field} are one field, and both are given. Remove one of them.`);
    if (meant.length === 1 && isFree(only)) renamed.set(name, only);
  }
  return { row: withNames(row, renamed), faults, code, unknown, respelled };
}

function optionFault(name: string): string {
  const option = ofRun.get(plainName(name)) ?? name;
  const what = option === "options" ? "options of the run" : `the option ${option} of the run`;
  return `${quoteName(name)} is not a field: ${what} must not be part of the data. Remove ${quoteName(name)}, and set it as an option instead.`;
}

function nearMiss(name: string, meant: readonly string[]): string {
  return `${quoteName(name)} is not a known field. Rename it to ${meant.join(" or ")}, or remove it.`;
}

function tooMany(row: JsonObject, count: number): Omit<NamesFound, "code"> {
  const fault = `The row has ${count} unknown fields; at most ${maxUnknown} are accepted. Remove them.`;
  return { row, faults: [fault], unknown: [], respelled: [] };
}

/** In the same order. */
function withNames(row: JsonObject, renamed: ReadonlyMap<string, string>): JsonObject {
  if (renamed.size === 0) return row;
  // A field without a value would take the place of the one that is renamed to it.
  const given = Object.entries(row).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [renamed.get(name) ?? name, value]));
}
