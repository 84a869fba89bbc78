/** Makes the check of rows for values that should not be blocked. */
import type { BenignList } from "../contract/generated/meta/benign.js";
import type { RowRules } from "../contract/generated/meta/rules.js";
import type { Finding } from "../contract/compiled_action.js";
import type { JsonObject } from "../contract/types.js";
import { BenignLookup } from "./benign_values.js";
import type { Validator } from "./ajv.js";
import { quote } from "./validation_messages.js";
import { ids } from "./schema_set.js";
import { onlyValue } from "./stix_patterns.js";

/** @param path path of the rules file */
export function benignCheck(
  path: string,
  { benign = [] }: RowRules,
  find: (id: string) => Validator,
  listAt: (path: string) => BenignList,
): (row: JsonObject) => Finding[] {
  const lookups = new Map(benign.map(({ list }) => [list, new BenignLookup(listAt(list))]));
  const checks = benign.flatMap((declared, index) =>
    declared.fields.map((field) => ({ field, declared, when: find(ids.benignWhen(path, index)) })),
  );
  return (row) => {
    const found: Finding[] = [];
    for (const { field, declared, when } of checks) {
      const { list, as, within, message: message } = declared;
      const given = row[field];
      if (typeof given !== "string" || !when.call({ nowMs: 0 }, row)) continue;
      const value = within === undefined ? given : onlyValue(given, within);
      const reason = value === undefined ? undefined : lookups.get(list)?.reason(as, value);
      if (reason === undefined) continue;
      const blanks: Record<string, string> = { field, value: quote(given), reason };
      const filled = message.replace(/\{(\w+)\}/g, (all, name: string) => blanks[name] ?? all);
      found.push({ code: "BenignValue", message: filled, isWarning: true });
    }
    return found;
  };
}
