/** Finds, checks and corrects the values of a row that have a declared kind. */
import type { RowRules } from "../contract/generated/meta/rules.js";
import type { Finding } from "../contract/compiled_action.js";
import type { JsonObject } from "../contract/types.js";
import type { Literal } from "../stix/ast.js";
import { valueMessages } from "./messages.js";
import { quote, quoteWhole } from "./validation_messages.js";
import { stixLiterals, withLiterals } from "./stix_patterns.js";
import { readValue } from "./values/kinds.js";
import type { Kind, Reading } from "./values/reading.js";

type Values = NonNullable<RowRules["values"]>;
type DeclaredValue = Values[number];

/** Maximum number of reported findings and changes per row, because a list can have thousands. */
const maxFindings = 10;
const maxChanges = 50;

/** One text of a row and its declared kind. */
interface Found {
  readonly declared: DeclaredValue;
  readonly field: string;
  /** Position in a list; absent for a single text. */
  readonly index: number | undefined;
  /** The pattern part that contains the text; absent for a text outside a pattern. */
  readonly literal?: Literal;
  readonly kind: Kind;
  readonly text: string;
}

/** Calls `visit` for every text of the row with a declared kind. */
function eachText(row: JsonObject, values: Values, visit: (found: Found) => void): void {
  for (const declared of values) {
    const kind = kindIn(row, declared);
    if (kind === undefined) continue;
    for (const field of declared.fields) {
      const value = row[field];
      if (declared.within !== undefined) {
        const pattern = typeof value === "string" ? value : "";
        for (const literal of stixLiterals(pattern, declared.within))
          visit({ declared, field, index: undefined, literal, kind, text: literal.text });
        continue;
      }
      if (typeof value === "string") visit({ declared, field, index: undefined, kind, text: value });
      if (!Array.isArray(value)) continue;
      for (const [index, text] of value.entries())
        if (typeof text === "string") visit({ declared, field, index, kind, text });
    }
  }
}

function kindIn(row: JsonObject, { kind, by, kinds = {} }: DeclaredValue): Kind | undefined {
  if (by === undefined) return kind;
  const word = row[by];
  return typeof word === "string" && Object.hasOwn(kinds, word) ? kinds[word] : undefined;
}

type FieldFinding = Finding & { field: string };

/**
 * Returns the problems of the values by field. If there are many, returns the first ones and their number.
 */
export function valueFindings(row: JsonObject, values: Values = []): FieldFinding[] {
  const findings: FieldFinding[] = [];
  let last: FieldFinding | undefined;
  let more = 0;
  eachText(row, values, (found) => {
    const { declared, field, kind, text } = found;
    const reading = readValue(kind, text);
    if (reading.problem === undefined) return;
    if (findings.length < maxFindings) {
      const value = found.literal === undefined ? quote(text) : `${quote(text)}, which`;
      const message = `${nameOf(found, row)} ${value} ${reading.problem}${whatToDo(reading, declared)}`;
      findings.push({ code: declared.code, message, field });
      return;
    }
    more += 1;
    last = { code: declared.code, message: valueMessages.more(more), field };
  });
  return last === undefined ? findings : [...findings, last];
}

function whatToDo({ corrected: text, instead, remedy }: Reading, { by, kinds = {} }: DeclaredValue): string {
  if (remedy !== undefined) return `; ${remedy}.`;
  if (text !== undefined) return valueMessages.write(quoteWhole(text));
  const word = Object.keys(kinds).find((name) => kinds[name] === instead);
  if (word === undefined || instead === undefined) return ".";
  return valueMessages.correctOrSet(by, word);
}

function nameOf({ field, index, literal }: Found, row: JsonObject): string {
  if (literal !== undefined) return `${field} ${quote(row[field])} compares with`;
  return index === undefined ? field : `${field}.${index}`;
}

/** The new texts of one field. */
interface FieldChanges {
  /** New text by replaced pattern part. */
  readonly literals: Map<Literal, string>;
  /** New text by list position. */
  readonly elements: Map<number, string>;
  /** New text of a single text field. */
  whole?: string;
}

/**
 * Returns the row with all unambiguous corrections and a description of each change; the same row if nothing
 * changed. Each field is written once, even if several of its texts change.
 */
export function normalized(row: JsonObject, values: Values = []): { row: JsonObject; changes: string[] } {
  const changes: string[] = [];
  const fields = new Map<string, FieldChanges>();
  let count = 0;
  eachText(row, values, (found) => {
    const { field, index, kind, literal, text } = found;
    const { corrected: after } = readValue(kind, text);
    if (after === undefined || after === text || (literal?.type ?? "text") !== "text") return;
    const made: FieldChanges = fields.get(field) ?? { literals: new Map(), elements: new Map() };
    fields.set(field, made);
    if (literal !== undefined) made.literals.set(literal, after);
    else if (index === undefined) made.whole = after;
    else made.elements.set(index, after);
    count += 1;
    if (count > maxChanges) return;
    const name = literal === undefined ? nameOf(found, row) : `${field}:`;
    changes.push(`${name} ${quote(text)} became ${quoteWhole(after)}`);
  });
  if (count === 0) return { row, changes };
  if (count > maxChanges) changes.push(valueMessages.moreChanged(count - maxChanges));
  const changed = [...fields].map(([field, made]) => [field, withChanges(row[field], made)] as const);
  return { row: { ...row, ...Object.fromEntries(changed) }, changes };
}

function withChanges(value: unknown, { literals, elements, whole }: FieldChanges): unknown {
  if (literals.size > 0) return withLiterals(String(value), literals);
  return Array.isArray(value) ? value.map((one: unknown, i) => elements.get(i) ?? one) : whole;
}

/** Returns the value that `normalize` writes into the field. */
export function corrected(row: JsonObject, field: string, values: Values = []): unknown {
  const ofField = values.filter(({ fields }) => fields.includes(field));
  return normalized(row, ofField).row[field];
}
