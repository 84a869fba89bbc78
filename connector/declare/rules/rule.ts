/** What a rule between declarations is. */
import type { DeclarationProblem } from "../check.js";
import type { Declarations } from "../load.js";

/** Finds what one rule forbids. Pure. */
export type CrossRule = (declarations: Declarations) => DeclarationProblem[];

/** What {@link everyAction} looks at. */
export type ActionRule = (
  action: Declarations["actions"] extends ReadonlyMap<string, infer A> ? A : never,
  declarations: Declarations,
  fileName: string,
) => { pointer: string; message: string }[];

/** The rule for each action by itself. */
export function everyAction(rule: ActionRule): CrossRule {
  return (declarations) =>
    [...declarations.actions].flatMap(([name, action]) =>
      rule(action, declarations, name).map((problem) => ({ file: `actions/${name}.json`, ...problem })),
    );
}

/** A problem where the name is not among the known ones; nothing where it is. */
export function unknownName(pointer: string, what: string, name: string, known: Iterable<string>) {
  const names = [...known];
  if (names.includes(name)) return [];
  return [{ pointer, message: `${JSON.stringify(name)} is no ${what}; there are: ${names.join(", ")}.` }];
}
