/** Makes the check of one action's rows from its rules: quick for good rows, with sentences for bad ones. */
import type { BenignList } from "../contract/generated/meta/benign.js";
import type { RowRules } from "../contract/generated/meta/rules.js";
import type { Finding, RowCheck } from "../contract/ports.js";
import type { JsonObject } from "../contract/types.js";
import { benignCheck } from "./benign_check.js";
import type { Problem, Validator } from "./compile.js";
import { type Change, changes } from "./normalize.js";
import { quote, quoteWhole, sentences } from "./problems.js";
import { ids } from "./schema_set.js";
import { withChangedValues } from "./stix_keywords.js";

type Rule = RowRules["rules"][number];

/** Gives the validator of an id; throws where there is none. */
export type FindValidator = (id: string) => Validator;

/**
 * @param path path of the rules file
 * @param listAt returns the list of benign values of that path
 */
export function rowCheck(
  path: string,
  rules: RowRules,
  find: FindValidator,
  listAt: (path: string) => BenignList,
): RowCheck {
  const good = find(ids.goodRow(path));
  let thorough: ThoroughCheck | undefined;
  let mends: Mend[] | undefined;
  let benign: ReturnType<typeof benignCheck> | undefined;
  /** One for all rows: making one for each would cost as much as a rule. */
  const time = { nowMs: 0 };
  const normalize: RowCheck["normalize"] = (row) => {
    mends ??= mendsOf(path, rules, find);
    return normalized(row, mends);
  };
  return {
    isGood(row, nowMs) {
      time.nowMs = nowMs;
      return good.call(time, row);
    },
    findings(row, nowMs) {
      thorough ??= thoroughCheck(path, rules, find, normalize);
      return thorough(row, nowMs);
    },
    benignValues(row) {
      benign ??= benignCheck(path, rules, find, listAt);
      return benign(row);
    },
    normalize,
  };
}

type ThoroughCheck = (row: unknown, nowMs: number) => Finding[];

/** Says all that is wrong with a row. */
function thoroughCheck(
  path: string,
  rules: RowRules,
  find: FindValidator,
  normalize: RowCheck["normalize"],
): ThoroughCheck {
  const shape = find(rules.shape);
  const compiled = rules.rules.map((rule, index) => ({
    rule,
    when: rule.when === undefined ? undefined : find(ids.when(path, index)),
    must: find(ids.must(path, index)),
  }));
  return (row, nowMs) => {
    const time = { nowMs };
    if (!shape.call(time, row)) {
      return sentences(shape.errors ?? [], row, "The row").map((sentence) => ({
        code: rules.code,
        sentence,
      }));
    }
    return compiled
      .filter(({ when, must }) => (when?.call(time, row) ?? true) && !must.call(time, row))
      .map(({ rule, must }) => finding(rule, row as JsonObject, must.errors ?? [], normalize));
  };
}

interface Mend {
  readonly field: string;
  readonly change: (text: string) => string;
  readonly when: Validator | undefined;
}

function mendsOf(path: string, { normalize }: RowRules, find: FindValidator): Mend[] {
  return normalize.map(({ field, within, change, when }, index) => ({
    field,
    change: changeOf(change, within),
    when: when === undefined ? undefined : find(ids.normalizeWhen(path, index)),
  }));
}

/** @param within paths of a STIX pattern whose values are changed; absent: the whole text is */
export function changeOf(change: Change, within: readonly string[] | undefined): (text: string) => string {
  const of = changes[change];
  return within === undefined ? of : (text) => withChangedValues(text, within, of);
}

function normalized(row: JsonObject, mends: readonly Mend[]): ReturnType<RowCheck["normalize"]> {
  const made: string[] = [];
  let mended = row;
  for (const { field, change, when } of mends) {
    const before = mended[field];
    if (typeof before !== "string" || !(when?.call({ nowMs: 0 }, mended) ?? true)) continue;
    const after = change(before);
    if (after === before) continue;
    mended = { ...mended, [field]: after };
    made.push(`${field} ${quote(before)} became ${quote(after)}`);
  }
  return { row: mended, changes: made };
}

function finding(
  { code, level, field, sentence }: Rule,
  row: JsonObject,
  problems: readonly Problem[],
  normalize: RowCheck["normalize"],
): Finding {
  const value = row[field];
  const blanks: Record<string, () => string> = {
    value: () => quote(value),
    length: () => String(typeof value === "string" ? value.length : 0),
    corrected: () => quoteWhole(normalize(row).row[field]),
    detail: () => textIn(problems, "detail"),
    found: () => quote(textIn(problems, "found")),
  };
  const filled = sentence.replace(/\{(\w+)\}/g, (all, name: string) => blanks[name]?.() ?? all);
  return { code, sentence: filled, ...(level === "warning" ? { isWarning: true as const } : {}) };
}

/** What a keyword has to say under that name. */
function textIn(problems: readonly Problem[], name: string): string {
  return problems.map(({ params }) => params[name]).find((param) => typeof param === "string") ?? "";
}
