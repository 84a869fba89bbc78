/** What a rule between declarations is. */
import type { DeclarationProblem } from "../declaration_problem.js";
import type { Declarations } from "../load.js";
import { nearest } from "../nearest.js";
import { tolerantly } from "../tolerantly.js";

/** Finds what one rule forbids. Pure. @param isTolerant true: other faults are known, and parts may be malformed */
export type CrossRule = (declarations: Declarations, isTolerant?: boolean) => DeclarationProblem[];

/** A problem of an action; the file is known. */
export type ActionProblem = Omit<DeclarationProblem, "file">;

/** What {@link everyAction} looks at. */
export type ActionRule = (
  action: Declarations["actions"] extends ReadonlyMap<string, infer A> ? A : never,
  declarations: Declarations,
  fileName: string,
) => ActionProblem[];

/** The rule for each action by itself. */
export function everyAction(rule: ActionRule): CrossRule {
  return (declarations, isTolerant = false) =>
    [...declarations.actions].flatMap(([name, action]) =>
      tolerantly(isTolerant, () => rule(action, declarations, name)).map((problem) => ({
        file: `actions/${name}.json`,
        ...problem,
      })),
    );
}

/** A problem where the name is not among the known ones; nothing where it is. */
export function unknownName(
  pointer: string,
  what: string,
  name: string,
  known: Iterable<string>,
): ActionProblem[] {
  const names = [...known];
  if (names.includes(name)) return [];
  const meant = nearest(name, names);
  const hint = meant.length === 0 ? "" : ` Did you mean ${meant.join(" or ")}?`;
  const message = `${JSON.stringify(name)} is no ${what}; there are: ${names.join(", ")}.${hint}`;
  return [{ pointer, message, missing: name }];
}
