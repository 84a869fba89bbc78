/** Checks rows for values that should not be blocked. */
import type { BenignList } from "../contract/generated/meta/benign.js";
import type { RowRules } from "../contract/generated/meta/rules.js";
import type { Finding } from "../contract/compiled_action.js";
import type { JsonObject } from "../contract/types.js";
import { type AllowedWords, withAllowedWords } from "./allowed_words.js";
import { BenignLookup } from "./benign_values.js";
import type { Validator } from "./ajv.js";
import { quote } from "./validation_messages.js";
import { ids } from "./schema_set.js";
import { onlyValue } from "./stix_patterns.js";
import { ipVersion } from "./values/address.js";
import { isDomain } from "./values/domain.js";
import { hashKindOf } from "./values/hash.js";
import { readValue } from "./values/kinds.js";
import type { Kind } from "./values/reading.js";
import { partsOf } from "./values/refang.js";
import { withoutOuterUnseen } from "./values/unseen.js";
import { isPlainUrl } from "./values/url.js";

const nothing: readonly Finding[] = [];
/** These conditions do not depend on the time. */
const anyTime = { nowMs: 0 };

type DeclaredCheck = NonNullable<RowRules["benign"]>[number];
type As = DeclaredCheck["as"];

/**
 * Returns a function that finds such values. It reads a row as the service may understand it: words in any
 * letter case, and values that are defanged or padded with blanks.
 * @param path - path of the rules file
 */
export function benignCheck(
  path: string,
  { benign = [] }: RowRules,
  words: AllowedWords,
  find: (id: string) => Validator,
  listAt: (path: string) => BenignList,
): (row: JsonObject) => readonly Finding[] {
  const checks = checksOf(path, benign, find, listAt);
  const fieldWords = [...words];
  const plainValues = new PlainValues();
  return (given) => {
    let found: Map<string, Finding> | undefined;
    let row: JsonObject | undefined;
    const applies = (when: Validator) => when.call(anyTime, (row ??= withAllowedWords(given, fieldWords)));
    for (const { field, declared, when, lookup } of checks) {
      const text = given[field];
      if (typeof text !== "string" || found?.has(field) === true) continue;
      // A plain value is looked up before the condition is checked, because few are on a list. Others take long to read.
      const isPlain = declared.within === undefined && plainValues.kindOf(text) !== undefined;
      if (!isPlain && !applies(when)) continue;
      const reason = reasonOf(text, declared, plainValues, lookup);
      if (reason === undefined || (isPlain && !applies(when))) continue;
      found ??= new Map();
      found.set(field, benignFinding(filled(declared.message, { field, value: quote(text), reason })));
    }
    return found === undefined ? nothing : [...found.values()];
  };
}

/** One check of one field. */
interface FieldCheck {
  readonly field: string;
  readonly declared: DeclaredCheck;
  /** Whether the row is one in which a value of the list is worth a finding. */
  readonly when: Validator;
  readonly lookup: BenignLookup;
}

function checksOf(
  path: string,
  benign: readonly DeclaredCheck[],
  find: (id: string) => Validator,
  listAt: (path: string) => BenignList,
): FieldCheck[] {
  const lookups = new Map(benign.map(({ list }) => [list, new BenignLookup(listAt(list))]));
  return benign.flatMap((declared, index) =>
    declared.fields.map((field) => ({
      field,
      declared,
      when: find(ids.benignWhen(path, index)),
      lookup: lookups.get(declared.list) as BenignLookup,
    })),
  );
}

function benignFinding(message: string): Finding {
  return { code: "BenignValue", message, isWarning: true };
}

function filled(message: string, blanks: Readonly<Record<string, string>>): string {
  return message.replace(/\{(\w+)\}/g, (all, name: string) => blanks[name] ?? all);
}

/** Most values are of one kind only, as they are: nothing needs to be corrected or looked up as another kind. */
function canBe(as: As, plain: As | undefined): boolean {
  return plain === undefined || plain === as || (as === "url" && plain !== "hash");
}

/** Returns why the value of a field should not be blocked; undefined if nothing is known against it. */
function reasonOf(
  text: string,
  { as, within }: DeclaredCheck,
  plainValues: PlainValues,
  lookup: BenignLookup,
): string | undefined {
  const value = within === undefined ? text : onlyValue(text, within);
  if (value === undefined) return undefined;
  const plain = plainValues.kindOf(value);
  if (!canBe(as, plain)) return undefined;
  if (plain !== undefined) return plainValues.reasonFor(value, lookup);
  for (const reading of readingsOf(as, value)) {
    const reason = lookup.reason(as, reading);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** What is known about the last value, which several checks ask for. */
class PlainValues {
  #value: string | undefined;
  #kind: As | undefined;
  #lookup: BenignLookup | undefined;
  #reason: string | undefined;

  kindOf(value: string): As | undefined {
    if (value !== this.#value) {
      this.#value = value;
      this.#kind = plainKindOf(value);
      this.#lookup = undefined;
    }
    return this.#kind;
  }

  /** Returns the reason for a value that has a kind. */
  reasonFor(value: string, lookup: BenignLookup): string | undefined {
    const kind = this.kindOf(value);
    if (lookup !== this.#lookup) {
      this.#lookup = lookup;
      this.#reason = kind && lookup.plainReason(kind, value);
    }
    return this.#reason;
  }
}

/** The kind of a value that is written as its kind demands; undefined for any other value. */
function plainKindOf(value: string): As | undefined {
  if (hashKindOf(value) !== undefined) return "hash";
  if (value.includes("/")) return isPlainUrl(value) ? "url" : undefined;
  if (isDomain(value)) return "host";
  return ipVersion(value) !== 0 && !value.includes("%") ? "address" : undefined;
}

/** Returns the texts to look a value up by; empty if the value is clearly of another kind. */
function readingsOf(as: As, value: string): Set<string> {
  const isHash = hashKindOf(value) !== undefined;
  switch (as) {
    case "address":
      return isHash || isDomain(value) ? new Set() : new Set([value, ...correctedAs(["ip-address"], value)]);
    case "host":
      return isHash || ipVersion(value) !== 0 ? new Set() : new Set(correctedAs(["domain-name"], value));
    case "url":
      return new Set([value, ...correctedAs(["web-url"], withScheme(value))]);
    case "hash":
      return isDomain(value) || ipVersion(value) !== 0
        ? new Set()
        : new Set([value, ...correctedAs(hashes, value)]);
  }
}

const hashes: readonly Kind[] = ["md5-hash", "sha1-hash", "sha256-hash"];

function correctedAs(kinds: readonly Kind[], text: string): string[] {
  return kinds.flatMap((kind) => readValue(kind, text).corrected ?? []);
}

function withScheme(text: string): string {
  const bare = withoutOuterUnseen(text);
  return partsOf(bare) === undefined ? `http://${bare}` : bare;
}
