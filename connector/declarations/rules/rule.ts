/** The type of rules between declarations, and helpers for them. */
import type { DeclarationProblem } from "../declaration_problem.js";
import type { Declarations } from "../load.js";
import { nearest } from "../nearest.js";
import { tolerantly } from "../tolerantly.js";

/**
 * Finds violations of one rule. Pure.
 * @param isTolerant - true if other faults are known and parts may be malformed
 */
export type CrossRule = (declarations: Declarations, isTolerant?: boolean) => DeclarationProblem[];

/** A problem of an action, without the file. */
export type ActionProblem = Omit<DeclarationProblem, "file">;

/** Checks one action for {@link everyAction}. */
export type ActionRule = (
  action: Declarations["actions"] extends ReadonlyMap<string, infer A> ? A : never,
  declarations: Declarations,
  fileName: string,
) => ActionProblem[];

/** Returns a rule that checks each action separately. */
export function everyAction(rule: ActionRule): CrossRule {
  return (declarations, isTolerant = false) =>
    [...declarations.actions].flatMap(([name, action]) =>
      tolerantly(isTolerant, () => rule(action, declarations, name)).map((problem) => ({
        file: `actions/${name}.json`,
        ...problem,
      })),
    );
}

/** Returns the text after "a" or "an". */
function withArticle(what: string): string {
  return `${/^[aeiou]/.test(what) ? "an" : "a"} ${what}`;
}

/** Returns a problem if the name is not a known name. */
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
  const message = `${JSON.stringify(name)} is not ${withArticle(what)}; known names: ${names.join(", ")}.${hint}`;
  return [{ pointer, message, missing: name }];
}
