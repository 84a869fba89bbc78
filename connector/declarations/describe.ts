/** What the connector tells about its actions. */
import type { Action } from "../contract/action.js";
import type { Composed } from "../contract/generated/meta/composed.js";
import type { Manifest } from "../contract/generated/meta/manifest.js";
import type { RowRules } from "../contract/generated/meta/rules.js";
import type { JsonObject } from "../contract/types.js";
import { type Declarations, rulesAt } from "./load.js";
import { type OptionSchema, optionsOf } from "./option_schemas.js";
import { tolerantly } from "./tolerantly.js";
import { shownExamples } from "./shown_examples.js";

/** What `actions()` tells about an action. */
export interface ActionSummary {
  name: string;
  title: string;
  description: string;
  effect: Action["effect"];
  /** The service gives it up; what to use instead. */
  deprecated?: Action["deprecated"];
}

/** What `describe()` tells: the declaration with its schemas, budgets and permissions spelled out. */
export interface ActionDescription extends ActionSummary {
  id: string;
  docs: string[];
  /** Services that are called, with commas between. */
  service: string;
  /** Absent for an action that is made of others. */
  request?: Action["request"];
  /** What an action that is made of others does, in this order. */
  steps?: Composed["steps"];
  idempotent: boolean;
  batch?: Action["batch"];
  /** JSON Pointer of the rows in the input; absent for an action that takes none. */
  rows?: string;
  /** How rows and results belong together; `items` is where the results stand in the body of the output. */
  results?: Action["results"] | Composed["results"];
  paging?: Action["paging"];
  /** JSON Schema of each option that a run of the action has, by its name. */
  options: Record<string, OptionSchema>;
  /** How much the service holds, and the orders that a run's `overflow` may name. */
  capacity?: Action["capacity"];
  rateLimits: Record<string, Manifest["rateLimits"][string]>;
  permissions: Action["permissions"];
  /** What the permissions are called on the consent page, and where they are found. */
  permissionNames: Manifest["permissions"];
  /** What each row must be beyond its shape, with the document or measurement behind it. */
  rules: { code: string; message: string; source?: string; level?: "warning" }[];
  /** JSON Schemas; `$ref`s are paths beside the file. */
  input: JsonObject;
  output: JsonObject;
  /** Dates that lie in the future for the example are far in the future. */
  examples: (Action["examples"] | Composed["examples"])[number][];
}

/** The short form. */
export function summaryOf(action: Action | Composed): ActionSummary {
  const { name, title, description, effect } = action;
  const deprecated = "deprecated" in action ? action.deprecated : undefined;
  return { name, title, description, effect, ...(deprecated === undefined ? {} : { deprecated }) };
}

/** The long forms of all actions, for a platform that must know them before there can be a connector; malformed ones are left out. */
export function descriptionsOf(declarations: Declarations): ActionDescription[] {
  const all = [
    ...[...declarations.actions.values()].map((action) => () => [descriptionOf(action, declarations)]),
    ...[...declarations.composed.values()].map((one) => () => [descriptionOfComposed(one, declarations)]),
  ];
  return all.flatMap((describe) => tolerantly(true, describe));
}

/** The long form. */
export function descriptionOf(action: Action, declarations: Declarations): ActionDescription {
  const { manifest, schemas } = declarations;
  return {
    ...summaryOf(action),
    id: action.id,
    docs: action.docs ?? [],
    service: (manifest.services[action.service] as Manifest["services"][string]).title,
    request: action.request,
    idempotent: action.idempotent,
    ...(action.batch === undefined ? {} : { batch: action.batch, rows: action.batch.items }),
    ...(action.results === undefined ? {} : { results: action.results }),
    ...(action.paging === undefined ? {} : { paging: action.paging }),
    options: optionsOf(action, declarations),
    ...(action.capacity === undefined ? {} : { capacity: action.capacity }),
    rateLimits: Object.fromEntries(
      action.rateLimits.map((name) => [name, manifest.rateLimits[name] as Manifest["rateLimits"][string]]),
    ),
    permissions: action.permissions,
    permissionNames: permissionNames(action, manifest),
    rules: action.rules === undefined ? [] : rulesOf(rulesAt(declarations, action.rules)),
    input: schemas.get(`schemas/actions/${action.name}.input.json`) ?? {},
    output: schemas.get(`schemas/actions/${action.name}.output.json`) ?? {},
    examples: shownExamples(action.examples),
  };
}

/**
 * The long form of an action that is made of others: the budgets of all of them, and the permissions of which any one
 * is enough for each.
 */
export function descriptionOfComposed(composed: Composed, declarations: Declarations): ActionDescription {
  const { manifest, schemas } = declarations;
  const names = composed.steps.flatMap(({ action = [], precondition: listed }) =>
    [listed?.action ?? [], action].flat(),
  );
  const parts = names.map((name) => declarations.actions.get(name) as Action);
  const needed = parts.map(({ permissions }) => permissions);
  const permissions = {
    application: enoughForAll(needed.map(({ application }) => application)),
    delegated: enoughForAll(needed.map(({ delegated }) => delegated)),
  };
  return {
    ...summaryOf(composed),
    id: composed.id,
    docs: composed.docs ?? [],
    service: [...new Set(parts.map(({ service }) => manifest.services[service]?.title))].join(", "),
    steps: composed.steps,
    idempotent: parts.every(({ idempotent }) => idempotent),
    ...(composed.rows === undefined ? {} : { rows: composed.rows.items }),
    ...(composed.results === undefined ? {} : { results: composed.results }),
    options: optionsOf(composed, declarations),
    rateLimits: Object.assign({}, ...parts.map((part) => descriptionOf(part, declarations).rateLimits)),
    permissions,
    permissionNames: permissionNames({ permissions }, manifest),
    rules: [],
    input: schemas.get(`schemas/actions/${composed.name}.input.json`) ?? {},
    output: schemas.get(`schemas/actions/${composed.name}.output.json`) ?? {},
    examples: shownExamples(composed.examples),
  };
}

function enoughForAll([first = [], ...others]: string[][]): string[] {
  return first.filter((name) => others.every((other) => other.includes(name)));
}

function permissionNames(
  { permissions }: Pick<Action, "permissions">,
  manifest: Manifest,
): Manifest["permissions"] {
  const names = new Set([...permissions.application, ...permissions.delegated]);
  return Object.fromEntries(Object.entries(manifest.permissions).filter(([name]) => names.has(name)));
}

function rulesOf({ values = [], rules, benign = [] }: RowRules): ActionDescription["rules"] {
  const ofValues = values.map(({ code, description: message, source }) => ({ code, message, source }));
  const ofBenign = benign.map(({ message, list: source }) => ({
    code: "BenignValue",
    message,
    source,
    level: "warning" as const,
  }));
  return [...ofValues, ...rules, ...ofBenign].map((rule) => ({
    code: rule.code,
    message: rule.message,
    ...(rule.source === undefined ? {} : { source: rule.source }),
    ...("level" in rule && rule.level !== undefined ? { level: rule.level } : {}),
  }));
}
