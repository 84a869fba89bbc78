/** Runs the declared rows of rules: rows to accept, rows to reject and rows to warn about. */
import { allowedWords } from "./allowed_words.js";
import type { RowRules } from "../contract/generated/meta/rules.js";
import type { Finding, RowValidator } from "../contract/compiled_action.js";
import type { DeclarationProblem } from "./declaration_problem.js";
import { benignListAt, type Declarations, rulesAt } from "./load.js";
import { type FindValidator, rowValidator } from "./row_validator.js";

/** Time for the rows: a fixed time, so that dates in the past stay in the past. */
const nowMs = Date.parse("2026-01-01T00:00:00Z");

type Fault = Omit<DeclarationProblem, "file">;

/** Returns the faults in the rows of all rules. Skips malformed rules, which are already reported. */
export function ruleFaults(checked: {
  readonly declared: { readonly declarations: Declarations };
  readonly find: FindValidator;
  readonly isFaulty: boolean;
}): DeclarationProblem[] {
  const { declarations } = checked.declared;
  const paths = [...declarations.schemas.keys()].filter((path) => path.startsWith("schemas/rules/"));
  return paths.flatMap((file) => {
    try {
      return faultsOf(file, declarations, checked.find).map((fault) => ({ file, ...fault }));
    } catch (error) {
      if (checked.isFaulty) return [];
      throw error;
    }
  });
}

function faultsOf(file: string, declarations: Declarations, find: FindValidator): Fault[] {
  const rules = rulesAt(declarations, file);
  const check = rowValidator(file, rules, allowedWords(rules, declarations), find, (path) =>
    benignListAt(declarations, path),
  );
  const own = declarations.schemas.get(file) as unknown as RowRules;
  const [wrong] = check.explain(rules.example, nowMs);
  if (wrong !== undefined)
    return [
      {
        pointer: "/example",
        message: `must keep every rule: ${wrong.message} Correct the example or the rule.`,
      },
    ];
  return [
    ...own.rules.flatMap((rule, i) => rowFaults(rule, `/rules/${i}`, rules, check)),
    ...(own.benign ?? []).flatMap((entry, i) => benignFaults(entry, `/benign/${i}`, rules, check)),
  ];
}

/**
 * Returns the faults in the rows of a rule. Each row is a set of fields that replace those of the example.
 */
function rowFaults(
  { code, message, accepts, rejects }: RowRules["rules"][number],
  pointer: string,
  { example }: RowRules,
  check: RowValidator,
): Fault[] {
  const findingsOf = (fields: object) => check.explain({ ...example, ...fields }, nowMs);
  const isOwn = (found: Finding) => found.code === code && isMadeFrom(found.message, message);
  const accepted = (accepts ?? []).flatMap((fields, i): Fault[] => {
    const [found] = findingsOf(fields);
    return found === undefined ? [] : [unwanted(`${pointer}/accepts/${i}`, found)];
  });
  const rejected = (rejects ?? []).flatMap((fields, i): Fault[] => {
    const found = findingsOf(fields);
    if (found.some(isOwn)) return [];
    return [missed(`${pointer}/rejects/${i}`, "the rule must reject this row", found)];
  });
  return [...accepted, ...rejected];
}

function benignFaults(
  { message, warns, accepts }: NonNullable<RowRules["benign"]>[number],
  pointer: string,
  { example }: RowRules,
  check: RowValidator,
): Fault[] {
  const findingsOf = (fields: object) => check.benignValues({ ...example, ...fields });
  const warned = (warns ?? []).flatMap((fields, i): Fault[] => {
    const found = findingsOf(fields);
    if (found.some((one) => isMadeFrom(one.message, message))) return [];
    return [missed(`${pointer}/warns/${i}`, "the entry must warn about this row", found)];
  });
  const accepted = (accepts ?? []).flatMap((fields, i): Fault[] => {
    const [found] = findingsOf(fields);
    return found === undefined ? [] : [unwanted(`${pointer}/accepts/${i}`, found)];
  });
  return [...warned, ...accepted];
}

function unwanted(pointer: string, { message }: Finding): Fault {
  return { pointer, message: `must be accepted, and is not: ${message} Correct the row or the rule.` };
}

function missed(pointer: string, what: string, [other]: readonly Finding[]): Fault {
  const instead = other === undefined ? "and nothing is found" : `and what is found is: ${other.message}`;
  return {
    pointer,
    message: `${what}, ${instead}${other === undefined ? "." : ""} Correct the row or the rule.`,
  };
}

/** Returns true if a message is the declared one with its placeholders filled in. */
function isMadeFrom(message: string, declared: string): boolean {
  let from = 0;
  for (const part of declared.split(/\{\w+\}/)) {
    const found = message.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return true;
}
