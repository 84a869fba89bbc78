/** Makes the check of one action's rows from its rules: quick for good rows, with sentences for bad ones. */
import type { RowRules } from "../contract/generated/meta/rules.js";
import type { Finding, RowCheck } from "../contract/ports.js";
import type { JsonObject } from "../contract/types.js";
import type { Validator } from "./compile.js";
import { changes } from "./normalize.js";
import { quote, sentences } from "./problems.js";
import { ids } from "./schema_set.js";

type Rule = RowRules["rules"][number];

/** Gives the validator of an id; throws where there is none. */
export type FindValidator = (id: string) => Validator;

/** @param path path of the rules file */
export function rowCheck(path: string, rules: RowRules, find: FindValidator): RowCheck {
  const good = find(ids.goodRow(path));
  let thorough: ThoroughCheck | undefined;
  let mends: Mend[] | undefined;
  /** One for all rows: making one for each would cost as much as a rule. */
  const time = { nowMs: 0 };
  return {
    isGood(row, nowMs) {
      time.nowMs = nowMs;
      return good.call(time, row);
    },
    findings(row, nowMs) {
      thorough ??= thoroughCheck(path, rules, find);
      return thorough(row, nowMs);
    },
    normalize(row) {
      mends ??= mendsOf(path, rules, find);
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
    },
  };
}

type ThoroughCheck = (row: unknown, nowMs: number) => Finding[];

/** Says all that is wrong with a row. */
function thoroughCheck(path: string, rules: RowRules, find: FindValidator): ThoroughCheck {
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
      .map(({ rule }) => finding(rule, row as JsonObject));
  };
}

interface Mend {
  readonly field: string;
  readonly change: (text: string) => string;
  readonly when: Validator | undefined;
}

function mendsOf(path: string, { normalize }: RowRules, find: FindValidator): Mend[] {
  return normalize.map(({ field, change, when }, index) => ({
    field,
    change: changes[change],
    when: when === undefined ? undefined : find(ids.normalizeWhen(path, index)),
  }));
}

function finding(rule: Rule, row: JsonObject): Finding {
  const value = row[rule.field];
  const length = typeof value === "string" ? value.length : 0;
  const sentence = rule.sentence.replace(/\{(value|length)\}/g, (_all, name) =>
    name === "value" ? quote(value) : String(length),
  );
  return { code: rule.code, sentence };
}
