/** The codes that row rules assign to rows, in addition to those of the engine. */
import type { RowRules } from "../contract/generated/meta/rules.js";
import type { Declarations } from "./load.js";

/** Returns the codes of all rules. */
export function ruleCodes({ schemas }: Pick<Declarations, "schemas">): ReadonlySet<string> {
  const codes = new Set(["BenignValue"]);
  for (const [path, schema] of schemas) {
    if (!path.startsWith("schemas/rules/")) continue;
    const { code, rules, values = [] } = schema as unknown as RowRules;
    for (const rule of [{ code }, ...rules, ...values]) codes.add(rule.code);
  }
  return codes;
}
