/** Creates the row check of one action: fast for valid rows, with messages for invalid rows. */
import type { BenignList } from "../contract/generated/meta/benign.js";
import type { RowRules } from "../contract/generated/meta/rules.js";
import type { Finding, RowValidator } from "../contract/compiled_action.js";
import { isObject, parsePointer } from "../contract/json_pointer.js";
import type { JsonObject } from "../contract/types.js";
import type { AllowedWords } from "./allowed_words.js";
import { benignCheck } from "./benign_check.js";
import type { Problem, Validator } from "./ajv.js";
import { type FieldWords, quote, quoteWhole, messages } from "./validation_messages.js";
import { corrected, normalized, valueFindings } from "./row_values.js";
import { ids } from "./schema_set.js";

type Rule = RowRules["rules"][number];

/** Returns the validator of an id. Throws if it does not exist. */
export type FindValidator = (id: string) => Validator;

/**
 * Returns the row check.
 * @param path - path of the rules file
 * @param words - allowed values by field
 * @param listAt - returns the list of benign values at a path
 */
export function rowValidator(
  path: string,
  rules: RowRules,
  words: AllowedWords,
  find: FindValidator,
  listAt: (path: string) => BenignList,
): RowValidator {
  const good = find(ids.goodRow(path));
  let thorough: ThoroughCheck | undefined;
  let benign: ReturnType<typeof benignCheck> | undefined;
  /** Shared by all rows, because one object per row would cost as much as a rule. */
  const time = { nowMs: 0 };
  return {
    isValid(row, nowMs) {
      time.nowMs = nowMs;
      return good.call(time, row);
    },
    explain(row, nowMs) {
      thorough ??= thoroughCheck(path, rules, find);
      return thorough(row, nowMs);
    },
    benignValues(row) {
      benign ??= benignCheck(path, rules, words, find, listAt);
      return benign(row);
    },
    normalize: (row) => normalized(row, rules.values),
  };
}

type ThoroughCheck = (row: unknown, nowMs: number) => Finding[];

/** Returns the check that finds all problems of a row. */
function thoroughCheck(path: string, rules: RowRules, find: FindValidator): ThoroughCheck {
  const shape = find(rules.shape);
  const compiled = rules.rules.map((rule, index) => ({
    rule,
    names: [rule.field, ...namesIn([rule.when, rule.schema])],
    when: rule.when === undefined ? undefined : find(ids.when(path, index)),
    must: find(ids.must(path, index)),
  }));
  return (row, nowMs) => {
    const time = { nowMs };
    const problems = shape.call(time, row) ? [] : (shape.errors ?? []);
    const faults = messages(problems, row, "The row", wordsFor(row, rules)).map((message) => ({
      code: rules.code,
      message,
    }));
    if (!isObject(row)) return faults;
    // A value that is faulty or missing, or is not of its kind, needs no second message.
    const faulty = fieldsOf(problems);
    const found = valueFindings(row, rules.values).filter(({ field }) => !faulty.has(field));
    const wrong = new Set(found.map(({ field }) => field));
    const broken = compiled
      .filter(({ rule, names }) => !wrong.has(rule.field) && !names.some((name) => faulty.has(name)))
      .filter(({ when, must }) => (when?.call(time, row) ?? true) && !must.call(time, row));
    return [
      ...faults,
      ...found.map(({ code, message }) => ({ code, message })),
      ...broken.map(({ rule, must }) => finding(rule, row, rules, must.errors ?? [])),
    ];
  };
}

/** Returns what is known about the words of a row's fields. */
function wordsFor(row: unknown, { valueSynonyms = {}, notSuggested = [] }: RowRules): FieldWords {
  const unfit = new Map<string, readonly string[]>();
  if (isObject(row))
    for (const { field, words, with: others } of notSuggested)
      if (Object.entries(others).every(([name, values]) => values.includes(row[name])))
        unfit.set(field, words);
  return { synonyms: valueSynonyms, unfit };
}

/** Returns the names of the fields that a rule reads, among other words. Without them, a rule may find anything. */
function namesIn(schema: unknown): string[] {
  return [...JSON.stringify(schema).matchAll(/"([^"\\]+)"/g)].map(([, name = ""]) => name);
}

/** Returns the fields of a row that its schema rejects. */
function fieldsOf(problems: readonly Problem[]): Set<string> {
  const fieldOf = ({ instancePath, params }: Problem): unknown =>
    instancePath === "" ? params["missingProperty"] : parsePointer(instancePath)[0];
  return new Set(problems.map(fieldOf).filter((field) => typeof field === "string"));
}

function finding(rule: Rule, row: JsonObject, { values }: RowRules, problems: readonly Problem[]): Finding {
  const value = row[rule.field];
  const parts: Record<string, () => string> = {
    value: () => quote(value),
    length: () => String(typeof value === "string" ? value.length : 0),
    corrected: () => quoteWhole(corrected(row, rule.field, values)),
    detail: () => textIn(problems, "detail"),
    found: () => quote(textIn(problems, "found")),
  };
  const message = rule.message.replace(/\{(\w+)\}/g, (all, name: string) => parts[name]?.() ?? all);
  return { code: rule.code, message, ...(rule.level === undefined ? {} : { isWarning: true }) };
}

/** Returns the parameter of a keyword with this name. */
function textIn(problems: readonly Problem[], name: string): string {
  return problems.map(({ params }) => params[name]).find((param) => typeof param === "string") ?? "";
}
