/** Finds the values of a row that have a declared kind, says what is wrong with them, and corrects them. */
import type { RowRules } from "../contract/generated/meta/rules.js";
import type { Finding } from "../contract/compiled_action.js";
import type { JsonObject } from "../contract/types.js";
import { quote, quoteWhole } from "./validation_messages.js";
import { stixValues, withChangedValues } from "./stix_patterns.js";
import { readValue } from "./values/kinds.js";
import type { Kind, Reading } from "./values/reading.js";

type Values = NonNullable<RowRules["values"]>;
type DeclaredValue = Values[number];

/** One text of a row, and the kind that it is to be of. */
interface Found {
  readonly declared: DeclaredValue;
  readonly field: string;
  /** Position in a list; absent for a text alone. */
  readonly index: number | undefined;
  /** The pattern that compares the text; absent for a text that is not part of a pattern. */
  readonly pattern?: string;
  readonly kind: Kind;
  readonly text: string;
}

/** Calls `visit` for every text of the row that has a declared kind. */
function eachText(row: JsonObject, values: Values, visit: (found: Found) => void): void {
  for (const declared of values) {
    const kind = kindIn(row, declared);
    if (kind === undefined) continue;
    for (const field of declared.fields) {
      const value = row[field];
      if (declared.within !== undefined) {
        const pattern = typeof value === "string" ? value : "";
        for (const text of stixValues(pattern, declared.within))
          visit({ declared, field, index: undefined, pattern, kind, text });
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

/** What is wrong with the values of a row, each with the field that it is in. */
export function valueFindings(row: JsonObject, values: Values = []): (Finding & { field: string })[] {
  const findings: (Finding & { field: string })[] = [];
  eachText(row, values, (found) => {
    const { declared, field, kind, text } = found;
    const reading = readValue(kind, text);
    if (reading.problem === undefined) return;
    const value = found.pattern === undefined ? quote(text) : `${quote(text)}, which`;
    const message = `${nameOf(found)} ${value} ${reading.problem}${whatToDo(reading, declared)}`;
    findings.push({ code: declared.code, message, field });
  });
  return findings;
}

function whatToDo({ corrected: text, instead }: Reading, { by, kinds = {} }: DeclaredValue): string {
  if (text !== undefined) return `. Write ${quoteWhole(text)}, or use normalize.`;
  const word = Object.keys(kinds).find((name) => kinds[name] === instead);
  return word === undefined || instead === undefined ? "." : `. Correct the value, or set ${by} to ${word}.`;
}

function nameOf({ field, index, pattern }: Found): string {
  if (pattern !== undefined) return `${field} ${quote(pattern)} compares with`;
  return index === undefined ? field : `${field}.${index}`;
}

/** The row with every certain correction made, and what was changed; the row itself if nothing was. */
export function normalized(row: JsonObject, values: Values = []): { row: JsonObject; changes: string[] } {
  const changes: string[] = [];
  let changed = row;
  eachText(row, values, (found) => {
    const { field, index, kind, text } = found;
    const { corrected: after } = readValue(kind, text);
    if (after === undefined || after === text) return;
    changed = { ...changed, [field]: withText(changed[field], found, after) };
    const name = found.pattern === undefined ? nameOf(found) : `${field}:`;
    changes.push(`${name} ${quote(text)} became ${quoteWhole(after)}`);
  });
  return { row: changed, changes };
}

/** The value of a field in which the text that was found is replaced. */
function withText(value: unknown, { declared, index, pattern, text }: Found, after: string): unknown {
  if (pattern !== undefined)
    return withChangedValues(String(value), declared.within ?? [], (one) => (one === text ? after : one));
  return Array.isArray(value) ? value.with(index ?? 0, after) : after;
}

/** What `normalize` writes into that field. */
export function corrected(row: JsonObject, field: string, values: Values = []): unknown {
  return normalized(row, values).row[field];
}
