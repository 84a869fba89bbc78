/** Declared run options: which action offers them, and their values. */
import type { Action } from "../contract/action.js";
import type { Composed } from "../contract/generated/meta/composed.js";
import { getAt } from "../contract/json_pointer.js";
import type { JsonObject } from "../contract/types.js";
import type { Declarations } from "./load.js";
import type { optionConditions } from "./ajv_keywords.js";
import { optionMessages } from "./messages.js";

type Condition = (typeof optionConditions)[number];

/** JSON Schema of one option. */
export interface OptionSchema extends JsonObject {
  readonly description: string;
  /** Absent for an option with listed values. */
  readonly type?: "boolean" | "integer";
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly examples?: readonly unknown[];
}

/** An option schema with the keywords that only the engine reads. */
interface DeclaredOption extends OptionSchema {
  /** Value that a run uses without the option. */
  readonly default?: unknown;
  /** What an action needs to offer the option; absent if every action offers it. */
  readonly offeredWith?: Condition;
  /** JSON Pointer into the action. The names there are also values. */
  readonly furtherValues?: string;
}

type Declared = Pick<Declarations, "actions" | "composed" | "schemas">;

const file = "schemas/options.json";

/** Returns the default of each option by name; undefined for an option without a default. */
export function optionDefaults(declared: Pick<Declared, "schemas">): JsonObject {
  return Object.fromEntries(optionEntries(declared).map(([name, option]) => [name, option.default]));
}

/** Returns the options that the action offers, by name. */
export function optionsOf(action: Action | Composed, declared: Declared): Record<string, OptionSchema> {
  const offered = optionEntries(declared).filter(
    ([, { offeredWith }]) => offeredWith === undefined || conditions[offeredWith](action, declared),
  );
  return Object.fromEntries(offered.map(([name, option]) => [name, resolved(option, [action])]));
}

/** Returns all options by name, with the values of all actions. */
export function allOptions(declared: Declared): Record<string, OptionSchema> {
  const actions = [...declared.actions.values()];
  return Object.fromEntries(
    optionEntries(declared).map(([name, option]) => [name, resolved(option, actions)]),
  );
}

/** Returns the message for an invalid option value, which is not quoted, because it may be a secret. */
export function optionMessage(name: string, value: unknown, declared: OptionSchema): string {
  const { enum: values, type, minimum } = declared;
  if (values !== undefined) return optionMessages.notOneOf(name, values);
  return optionMessages.wrongType(name, type === "boolean", minimum, typeof value === "string");
}

function optionEntries({ schemas }: Pick<Declared, "schemas">): [string, DeclaredOption][] {
  return Object.entries((schemas.get(file)?.["properties"] ?? {}) as Record<string, DeclaredOption>);
}

const conditions: Readonly<Record<Condition, (action: Action | Composed, declared: Declared) => boolean>> = {
  request: (action) =>
    "request" in action || action.sync !== undefined || action.deleteMatching !== undefined,
  // The rules of its steps check the rows of a composed action.
  "row rules": (action, { actions }) => {
    const names =
      "request" in action
        ? [action.name]
        : [action.sync?.import ?? [], ...(action.steps ?? []).map((step) => step.action)].flat();
    return names.some((name) => actions.get(name)?.rules !== undefined);
  },
  capacity: (action) => "capacity" in action,
  // The sync declares how what exists is listed and compared.
  "sync import": ({ name }, { composed }) => [...composed.values()].some(({ sync }) => sync?.import === name),
  deleteMatching: (action) => "deleteMatching" in action,
};

/** Returns the plain JSON Schema, without the default, because an asset may set another one. */
function resolved(option: DeclaredOption, actions: readonly (Action | Composed)[]): OptionSchema {
  const { default: _default, offeredWith: _offeredWith, furtherValues, ...schema } = option;
  if (furtherValues === undefined) return schema;
  const more = actions.flatMap((action) => Object.keys(getAt(action, furtherValues) ?? {}));
  return { ...schema, enum: [...new Set([...(schema.enum ?? []), ...more])] };
}
