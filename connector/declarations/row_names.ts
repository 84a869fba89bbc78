/** Checks the field names of a row in every validation mode, because the service drops unknown fields. */
import type { RowNames as DeclaredNames } from "../contract/generated/meta/names.js";
import type { RowRules } from "../contract/generated/meta/rules.js";
import type { NamesFound, RowNames } from "../contract/compiled_action.js";
import { isObject } from "../contract/json_pointer.js";
import { optionNames } from "../contract/option_names.js";
import { quoteName } from "../contract/quote_name.js";
import type { JsonObject } from "../contract/types.js";
import { type Declarations, namesAt } from "./load.js";
import { nameMessages } from "./messages.js";
import { NearNames } from "./near_names.js";
import { propertiesOf } from "./rules/schema_at.js";

/** A row with more unknown names is rejected as a whole, because checking each name would take too long. */
const maxUnknown = 250;
/** Maximum number of reported wrong names per row. */
const maxFaults = 20;

const none: DeclaredNames = { synonyms: {} };

/** Returns the name check for rows with these rules. */
export function rowNames({ shape, names, code }: RowRules, declarations: Declarations): RowNames {
  const { schemas } = declarations;
  const declared = names === undefined ? none : namesAt(declarations, names);
  const { spellings = {}, tolerated = [], unsupported = {} } = declared;
  const properties = propertiesOf(schemas.get(shape), schemas, shape);
  const fields = properties.map(([name]) => name);
  const words: Words = {
    known: new Set([...fields, ...tolerated]),
    sentAs: new Map(Object.entries(spellings)),
    near: new NearNames([...fields, ...Object.keys(unsupported)], declared),
    unsupported: new Map(Object.entries(unsupported)),
    parts: properties.flatMap(([field, property]) => partOf(field, property)),
    code,
  };
  return {
    isKnown: (name) => words.known.has(name) || words.sentAs.has(name),
    look(row) {
      for (const name in row) if (!words.known.has(name)) return found(row, words);
      for (const part of words.parts) if (strangeIn(row, part).length > 0) return found(row, words);
      return undefined;
    },
  };
}

/** Option names, and the property that holds options in adapters; the spelling is ignored. */
const ofRun = new Map([...optionNames, "options"].map((name) => [plainName(name), name]));

function plainName(name: string): string {
  return name.replace(/[^A-Za-z]/g, "").toLowerCase();
}

/** A field with an object of declared properties. */
interface Part {
  readonly field: string;
  readonly known: ReadonlySet<string>;
  readonly near: NearNames;
}

interface Words {
  readonly known: ReadonlySet<string>;
  readonly sentAs: ReadonlyMap<string, string>;
  readonly near: NearNames;
  readonly unsupported: ReadonlyMap<string, string>;
  readonly parts: readonly Part[];
  readonly code: string;
}

function partOf(field: string, { properties }: JsonObject): Part[] {
  if (!isObject(properties)) return [];
  const names = Object.keys(properties);
  return [{ field, known: new Set(names), near: new NearNames(names) }];
}

/** Returns the unknown names in a field's object. */
function strangeIn(row: JsonObject, { field, known }: Part): string[] {
  const value = row[field];
  return isObject(value) ? Object.keys(value).filter((name) => !known.has(name)) : [];
}

function found(row: JsonObject, words: Words): NamesFound | undefined {
  const { known, code } = words;
  const strange = Object.keys(row).filter((name) => !known.has(name) && row[name] !== undefined);
  const inParts = words.parts.map((part) => ({ part, names: strangeIn(row, part) }));
  const count = strange.length + inParts.reduce((sum, { names }) => sum + names.length, 0);
  if (count === 0) return undefined;
  if (count > maxUnknown) return { ...tooMany(row, count), code };
  const look = new Look(row, words);
  for (const name of strange) look.add(name);
  for (const { part, names } of inParts) for (const name of names) look.addIn(part, name);
  return look.found();
}

/** Checks the names of one row. */
class Look {
  readonly #row: JsonObject;
  readonly #words: Words;
  readonly #faults: string[] = [];
  readonly #unknown: string[] = [];
  readonly #respelled: [string, string][] = [];
  readonly #renamed = new Map<string, string>();
  readonly #taken = new Set<string>();

  constructor(row: JsonObject, words: Words) {
    this.#row = row;
    this.#words = words;
  }

  /** Adds an unknown name. */
  add(name: string): void {
    const { sentAs, near } = this.#words;
    const field = sentAs.get(name);
    if (field === undefined && ofRun.has(plainName(name))) {
      this.#faults.push(optionFault(name));
      return;
    }
    const meant = field === undefined ? near.meant(name) : [field];
    const [only = ""] = meant;
    if (meant.length === 0) this.#unknown.push(name);
    else if (field === undefined) this.#faults.push(this.#nearMiss(name, meant));
    else if (this.#isFree(field)) this.#respelled.push([name, field]);
    else this.#faults.push(nameMessages.sameField(quoteName(name), field));
    if (meant.length !== 1 || !this.#isFree(only)) return;
    this.#renamed.set(name, only);
    this.#taken.add(only);
  }

  /** Adds an unknown name in a field's object. */
  addIn({ field, near }: Part, name: string): void {
    const meant = near.meant(name).map((one) => `${field}.${one}`);
    const path = `${field}.${name}`;
    if (meant.length === 0) this.#unknown.push(path);
    else this.#faults.push(this.#nearMiss(path, meant));
  }

  found(): NamesFound {
    const faults = this.#faults.slice(0, maxFaults);
    const more = this.#faults.length - faults.length;
    if (more > 0) faults.push(nameMessages.more(more));
    return {
      row: withNames(this.#row, this.#renamed),
      faults,
      code: this.#words.code,
      unknown: this.#unknown,
      respelled: this.#respelled,
    };
  }

  #isFree(field: string): boolean {
    const { unsupported } = this.#words;
    return this.#row[field] === undefined && !this.#taken.has(field) && !unsupported.has(field);
  }

  #nearMiss(name: string, meant: readonly string[]): string {
    const reason = meant.map((field) => this.#words.unsupported.get(field)).find((one) => one !== undefined);
    if (reason !== undefined) return nameMessages.unsupported(quoteName(name), reason);
    return nameMessages.misspelled(quoteName(name), meant);
  }
}

function optionFault(name: string): string {
  return nameMessages.isOption(quoteName(name), ofRun.get(plainName(name)) ?? name);
}

function tooMany(row: JsonObject, count: number): Omit<NamesFound, "code"> {
  return { row, faults: [nameMessages.tooMany(count, maxUnknown)], unknown: [], respelled: [] };
}

/** Returns the row with renamed fields in the same order. */
function withNames(row: JsonObject, renamed: ReadonlyMap<string, string>): JsonObject {
  if (renamed.size === 0) return row;
  // A field without a value would replace the field that is renamed to it.
  const given = Object.entries(row).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [renamed.get(name) ?? name, value]));
}
