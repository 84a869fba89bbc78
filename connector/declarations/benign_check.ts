/** Checks rows for values that should not be blocked. */
import type { BenignList } from "../contract/generated/meta/benign.js";
import type { RowRules } from "../contract/generated/meta/rules.js";
import type { Finding } from "../contract/compiled_action.js";
import type { JsonObject } from "../contract/types.js";
import { BenignLookup } from "./benign_values.js";
import type { Validator } from "./ajv.js";
import type { Declarations } from "./load.js";
import { propertiesOf } from "./rules/schema_at.js";
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

type As = NonNullable<RowRules["benign"]>[number]["as"];

/** Allowed values by field. */
export type AllowedWords = ReadonlyMap<string, readonly string[]>;

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
  const lookups = new Map(benign.map(({ list }) => [list, new BenignLookup(listAt(list))]));
  const checks = benign.flatMap((declared, index) =>
    declared.fields.map((field) => ({ field, declared, when: find(ids.benignWhen(path, index)) })),
  );
  const fieldWords = [...words];
  const kinds = new PlainKinds();
  return (given) => {
    const row = withAllowedWords(given, fieldWords);
    let found: Map<string, Finding> | undefined;
    for (const { field, declared, when } of checks) {
      const { list, as, within, message } = declared;
      const text = row[field];
      if (typeof text !== "string" || found?.has(field) === true) continue;
      if (within === undefined && !canBe(as, kinds.of(text))) continue;
      if (!when.call(anyTime, row)) continue;
      const reason = reasonOf(text, declared, kinds, lookups.get(list));
      if (reason === undefined) continue;
      found ??= new Map();
      found.set(field, benignFinding(filled(message, { field, value: quote(text), reason })));
    }
    return found === undefined ? nothing : [...found.values()];
  };
}

function benignFinding(message: string): Finding {
  return { code: "BenignValue", message, isWarning: true };
}

function filled(message: string, blanks: Readonly<Record<string, string>>): string {
  return message.replace(/\{(\w+)\}/g, (all, name: string) => blanks[name] ?? all);
}

/** Returns the allowed values of each field that does not accept any text. */
export function allowedWords({ shape }: RowRules, { schemas }: Pick<Declarations, "schemas">): AllowedWords {
  const entries = propertiesOf(schemas.get(shape), schemas, shape).flatMap(([field, { enum: all }]) =>
    Array.isArray(all) ? [[field, all.filter((word) => typeof word === "string")] as const] : [],
  );
  return new Map(entries);
}

/**
 * Returns the row with each value in its allowed spelling, if it differs only in case, blanks or punctuation.
 */
function withAllowedWords(
  row: JsonObject,
  words: readonly (readonly [field: string, allowed: readonly string[]])[],
): JsonObject {
  let changed = row;
  for (const [field, allowed] of words) {
    const value = row[field];
    if (typeof value !== "string" || value.length > maxWordLength || allowed.includes(value)) continue;
    const letters = lettersOf(value);
    const word = allowed.find((one) => lettersOf(one) === letters);
    if (word !== undefined) changed = { ...changed, [field]: word };
  }
  return changed;
}

const maxWordLength = 100;

function lettersOf(word: string): string {
  return word
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

/** Most values are of one kind only, as they are: nothing needs to be corrected or looked up as another kind. */
function canBe(as: As, plain: As | undefined): boolean {
  return plain === undefined || plain === as || (as === "url" && plain !== "hash");
}

/** Returns why the value of a field should not be blocked; undefined if nothing is known against it. */
function reasonOf(
  text: string,
  { as, within }: NonNullable<RowRules["benign"]>[number],
  kinds: PlainKinds,
  lookup: BenignLookup | undefined,
): string | undefined {
  const value = within === undefined ? text : onlyValue(text, within);
  if (value === undefined) return undefined;
  const plain = kinds.of(value);
  if (!canBe(as, plain)) return undefined;
  if (plain !== undefined) return lookup?.reason(plain, value);
  for (const reading of readingsOf(as, value)) {
    const reason = lookup?.reason(as, reading);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** The kind of the last value, which several checks ask for. */
class PlainKinds {
  #value: string | undefined;
  #kind: As | undefined;

  of(value: string): As | undefined {
    if (value !== this.#value) {
      this.#value = value;
      this.#kind = plainKindOf(value);
    }
    return this.#kind;
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
